import { readConversions, readValues } from "@/bench/calibration/measure-coverage";
import { randomFrom } from "@/bench/calibration/random";
import { SimulatedArm } from "@/bench/calibration/simulated-arm";
import { spendingShapes } from "@/bench/calibration/spending-shapes";

/** A campaign without effect that is looked at every hour while people enter. */
export interface PeekedCell {
	people: number;
	held: number;
	rate: number;
	shape: string | null;
}

export const peekedConversionCells: readonly PeekedCell[] = [
	{ people: 20_000, held: 0.1, rate: 0.05, shape: null },
	{ people: 20_000, held: 0.1, rate: 0.02, shape: null },
	{ people: 100_000, held: 0.05, rate: 0.01, shape: null },
	{ people: 4000, held: 0.2, rate: 0.2, shape: null },
	{ people: 4000, held: 0.5, rate: 0.5, shape: null },
];

export const peekedValueCells: readonly PeekedCell[] = [
	{ people: 6000, held: 0.1, rate: 0.05, shape: "log-normal 2" },
	...["exponential", "log-normal 1", "log-normal 1.5", "log-normal 2", "two kinds of buyers"].map(
		(shape) => ({
			people: 20_000,
			held: 0.1,
			rate: 0.05,
			shape,
		}),
	),
	{ people: 100_000, held: 0.1, rate: 0.05, shape: "log-normal 2" },
	{ people: 20_000, held: 0.05, rate: 0.05, shape: "log-normal 2" },
];

/** Hours of two weeks. */
export const LOOKS = 336;

/** Share of campaigns in which any look at the always-valid interval left out zero. */
export function measurePeeking(cell: PeekedCell, runs: number, seed: number): number {
	const { people, held, rate, shape } = cell;
	const random = randomFrom(seed);
	const draw = shape === null ? () => 1 : (spendingShapes[shape]?.(random) ?? (() => Number.NaN));
	let fooled = 0;
	for (let run = 0; run < runs; run++) {
		const treated = new SimulatedArm();
		const holdout = new SimulatedArm();
		for (let look = 1; look <= LOOKS; look++) {
			const newlyHeld = Math.round((people * held * look) / LOOKS) - holdout.people;
			const newlyTreated = Math.round((people * (1 - held) * look) / LOOKS) - treated.people;
			treated.grow(newlyTreated, random.binomial(newlyTreated, rate), draw);
			holdout.grow(newlyHeld, random.binomial(newlyHeld, rate), draw);
			const { difference } =
				shape === null
					? readConversions(treated.shares(), holdout.shares(), people)
					: readValues(treated.values(), holdout.values(), people);
			if (difference.known && (difference.figure.low > 0 || difference.figure.high < 0)) {
				fooled++;
				break;
			}
		}
	}
	return fooled / runs;
}
