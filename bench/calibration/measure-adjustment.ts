import { randomFrom } from "@/bench/calibration/random";
import { adjustByCovariate, type PairedSample } from "@/lib/stats/adjust-by-covariate";
import { normalEstimate } from "@/lib/stats/estimate";

/** Correlation of what people spent before and after, so that adjusting removes 0.49 of the variance. */
const CORRELATION = 0.7;

/** What adjusting by earlier spending removes of the variance on average, and how often its interval holds the truth. */
export function measureAdjustment(runs: number, seed: number): { removed: number; coverage: number } {
	const { normal } = randomFrom(seed);
	const draw = (people: number, effect: number): PairedSample => {
		const sums = { y: 0, x: 0, yy: 0, xx: 0, yx: 0 };
		for (let i = 0; i < people; i++) {
			const x = normal();
			const y = CORRELATION * x + Math.sqrt(1 - CORRELATION ** 2) * normal() + effect;
			sums.y += y;
			sums.x += x;
			sums.yy += y * y;
			sums.xx += x * x;
			sums.yx += y * x;
		}
		const [y, x] = [sums.y / people, sums.x / people];
		return {
			n: people,
			y,
			x,
			yy: sums.yy - people * y * y,
			xx: sums.xx - people * x * x,
			yx: sums.yx - people * y * x,
		};
	};
	let removed = 0;
	let held = 0;
	const effect = 0.1;
	for (let run = 0; run < runs; run++) {
		const found = adjustByCovariate([{ treated: draw(1800, effect), holdout: draw(200, 0), weight: 1 }]);
		if (found === null) continue;
		removed += found.removed / runs;
		const se = Math.sqrt(found.treated.variance + found.holdout.variance);
		const { low, high } = normalEstimate(found.treated.mean - found.holdout.mean, se);
		if (low <= effect && effect <= high) held++;
	}
	return { removed, coverage: held / runs };
}
