import type { Random } from "@/bench/calibration/random";
import { randomFrom } from "@/bench/calibration/random";
import { SimulatedArm } from "@/bench/calibration/simulated-arm";
import { spendingShapes } from "@/bench/calibration/spending-shapes";
import type { MetricReadOut } from "@/lib/lift/contracts";
import { estimateMetric } from "@/lib/lift/estimate-metric";
import type { Sample } from "@/lib/stats/sample";

/** One kind of campaign, simulated many times. */
export interface Cell {
	people: number;
	/** Share held out. */
	held: number;
	/** Share that converts without the campaign. */
	rate: number;
	/** Times as many convert with it. */
	more: number;
	/** Times as much is spent by each of them. */
	larger: number;
	/** What buyers spend: a key of `spendingShapes`; null measures conversions only. */
	shape: string | null;
}

export interface Coverage {
	cell: Cell;
	/** Of the campaigns with a known interval, the share whose truth it holds. */
	fixed: number;
	relative: number;
	/** Share of all campaigns with a known interval. */
	known: number;
}

const plain = { more: 1, larger: 1 };

/** Conversions: rates from 2 to 50 %, with and without effect, from 30 conversions held out on. */
export const conversionCells: readonly Cell[] = [
	{ people: 20_000, held: 0.1, rate: 0.02 },
	{ people: 10_000, held: 0.1, rate: 0.05 },
	{ people: 2000, held: 0.1, rate: 0.2 },
	{ people: 2000, held: 0.2, rate: 0.5 },
	{ people: 4000, held: 0.5, rate: 0.05 },
	{ people: 100_000, held: 0.05, rate: 0.05 },
].flatMap((base) =>
	[plain, { more: 1.2, larger: 1 }, { more: 0.8, larger: 1 }].map((effect) => ({
		...base,
		...effect,
		shape: null,
	})),
);

/** Values: 5 % buy, 10 % are held out, every shape of spending, from 2 000 people on; and other shares held out. */
export const valueCells: readonly Cell[] = [
	...[2000, 4000, 6000, 20_000, 100_000].flatMap((people) =>
		Object.keys(spendingShapes).map((shape) => ({ people, held: 0.1, rate: 0.05, ...plain, shape })),
	),
	...[
		{ more: 1.2, larger: 1.2 },
		{ more: 1, larger: 0.7 },
	].flatMap((effect) =>
		["exponential", "log-normal 1", "log-normal 1.5", "log-normal 2"].map((shape) => ({
			people: 20_000,
			held: 0.1,
			rate: 0.05,
			...effect,
			shape,
		})),
	),
	{ people: 20_000, held: 0.5, rate: 0.05, ...plain, shape: "log-normal 1.5" },
	{ people: 40_000, held: 0.05, rate: 0.05, ...plain, shape: "log-normal 2" },
];

/** How often the interval for one look holds the truth. */
export function measureCoverage(cell: Cell, runs: number, seed: number): Coverage {
	const random = randomFrom(seed);
	const truth = cell.more * cell.larger;
	let known = 0;
	let held = 0;
	let relativeKnown = 0;
	let relativeHeld = 0;
	for (let run = 0; run < runs; run++) {
		const { difference, relative } = drawCampaign(cell, random);
		if (difference.known) {
			known++;
			if (holds(difference.figure, cell.rate * (truth - 1))) held++;
		}
		if (relative.known) {
			relativeKnown++;
			if (holds(relative.figure, truth - 1)) relativeHeld++;
		}
	}
	return {
		cell,
		fixed: known === 0 ? Number.NaN : held / known,
		relative: relativeKnown === 0 ? Number.NaN : relativeHeld / relativeKnown,
		known: known / runs,
	};
}

function drawCampaign(cell: Cell, random: Random): MetricReadOut {
	const { people, held, rate, more, larger, shape } = cell;
	const treated = new SimulatedArm();
	const holdout = new SimulatedArm();
	const heldOut = Math.round(people * held);
	const draw = shape === null ? () => 1 : (spendingShapes[shape]?.(random) ?? fail(shape));
	treated.grow(people - heldOut, random.binomial(people - heldOut, rate * more), draw, larger);
	holdout.grow(heldOut, random.binomial(heldOut, rate), draw);
	return shape === null
		? readConversions(treated.shares(), holdout.shares())
		: readValues(treated.values(), holdout.values());
}

const rowsOf = (treated: Sample, holdout: Sample) => [
	{ epoch: 1, arm: "treated" as const, sample: treated },
	{ epoch: 1, arm: "holdout" as const, sample: holdout },
];

/** The read-out of conversions; tuned at so many people where it may be read at any time. */
export function readConversions(treated: Sample, holdout: Sample, tunedAt?: number): MetricReadOut {
	return read("conversion", treated, holdout, tunedAt);
}

export function readValues(treated: Sample, holdout: Sample, tunedAt?: number): MetricReadOut {
	return read("value", treated, holdout, tunedAt);
}

function read(
	kind: "conversion" | "value",
	treated: Sample,
	holdout: Sample,
	tunedAt?: number,
): MetricReadOut {
	return estimateMetric(
		{ key: kind, label: kind, kind, isPrimary: true, rows: rowsOf(treated, holdout) },
		tunedAt === undefined ? { kind: "fixed", alpha: 0.05 } : { kind: "always_valid", tunedAt, alpha: 0.05 },
	);
}

function holds({ low, high }: { low: number; high: number }, truth: number): boolean {
	return low <= truth && truth <= high;
}

function fail(shape: string): never {
	throw new Error(`No spending shape ${shape}`);
}
