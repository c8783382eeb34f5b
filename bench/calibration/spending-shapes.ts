import type { Random } from "@/bench/calibration/random";
import type { Draw } from "@/bench/calibration/simulated-arm";

/** How what buyers spend is distributed, each with mean 1. */
export const spendingShapes: Record<string, (random: Random) => Draw> = {
	"one price": () => () => 1,
	exponential:
		({ uniform }) =>
		() =>
			-Math.log(1 - uniform()),
	"log-normal 0.5": (random) => logNormal(random, 0.5),
	"log-normal 1": (random) => logNormal(random, 1),
	"log-normal 1.5": (random) => logNormal(random, 1.5),
	"log-normal 2": (random) => logNormal(random, 2),
	/** One in ten is a business that spends eleven times as much. */
	"two kinds of buyers": (random) => {
		const spread = logNormal(random, 0.5);
		return () => spread() * (random.uniform() < 0.9 ? 0.5 : 5.5);
	},
};

function logNormal({ normal }: Random, sigma: number): Draw {
	return () => Math.exp(sigma * normal() - (sigma * sigma) / 2);
}
