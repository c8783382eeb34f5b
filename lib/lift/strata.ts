import type { Arm } from "@/lib/holdouts/assign-arm";
import type { EpochDesign } from "@/lib/lift/read-out-input";
import { addPaired, type PairedSample, type PairedStratum } from "@/lib/stats/adjust-by-covariate";
import type { Stratum } from "@/lib/stats/compare-means";
import { addSamples, emptySample, type Sample } from "@/lib/stats/sample";

/** Sufficient statistics of one metric in one arm of one allocation epoch. */
export interface ArmRow {
	epoch: number;
	arm: Arm;
	sample: Sample;
	/** The same people with their covariate, where one was read. */
	paired?: PairedSample | null;
}

/** Fewer people than this in an arm of an epoch, and the epoch says nothing about a difference. */
export const LEAST_PEOPLE = 2;

/**
 * Epochs as strata: within an epoch the split was one and the same, so each gives its own difference; they are combined
 * by the number of treated people, so that difference × treated people is what the campaign added to those it reached.
 * Epochs without people in both arms are left out. Empty when none is left.
 */
export function toStrata(rows: readonly ArmRow[]): Stratum[] {
	const byEpoch = new Map<number, { treated: Sample; holdout: Sample }>();
	for (const { epoch, arm, sample } of rows) {
		const both = byEpoch.get(epoch) ?? { treated: emptySample, holdout: emptySample };
		byEpoch.set(epoch, { ...both, [arm]: addSamples(both[arm], sample) });
	}
	const usable = [...byEpoch.values()].filter(
		({ treated, holdout }) => treated.n >= LEAST_PEOPLE && holdout.n >= LEAST_PEOPLE,
	);
	const people = usable.reduce((sum, { treated }) => sum + treated.n, 0);
	return usable.map(({ treated, holdout }) => ({ treated, holdout, weight: treated.n / people }));
}

/** Everyone of one arm, over all epochs. */
export function armTotal(rows: readonly ArmRow[], arm: Arm): Sample {
	return rows.filter((row) => row.arm === arm).reduce((all, row) => addSamples(all, row.sample), emptySample);
}

/** The same epochs with their covariate, in the same weights; null where it is missing for someone compared. */
export function toPairedStrata(rows: readonly ArmRow[]): PairedStratum[] | null {
	const find = (epoch: number, arm: Arm) =>
		rows
			.filter((row) => row.epoch === epoch && row.arm === arm && row.sample.n > 0)
			.map((row) => row.paired ?? null)
			.reduce((all, one) => all && one && addPaired(all, one));
	const usable: Omit<PairedStratum, "weight">[] = [];
	for (const epoch of new Set(rows.map((row) => row.epoch))) {
		if (toStrata(rows.filter((row) => row.epoch === epoch)).length === 0) continue;
		const [treated, holdout] = [find(epoch, "treated"), find(epoch, "holdout")];
		if (treated === null || holdout === null) return null;
		usable.push({ treated, holdout });
	}
	const people = usable.reduce((sum, { treated }) => sum + treated.n, 0);
	return usable.length === 0 ? null : usable.map((each) => ({ ...each, weight: each.treated.n / people }));
}

/**
 * Rows by share instead of by epoch: the epochs of one share become the first of them. Everyone in them had the same chance
 * of being held out, so they are one experiment, and a few newcomers need no holdout of their own to count.
 */
export function byShare<Row extends { epoch: number }>(
	rows: readonly Row[],
	design: readonly EpochDesign[],
): Row[] {
	const first = new Map<number, number>();
	// A cohort so small that its share was no one had another chance.
	const usable = design.filter(({ cohort }) => cohort === null || cohort.assigned.holdout > 0);
	for (const { epoch, holdoutShare } of usable.toSorted((a, b) => a.epoch - b.epoch))
		if (!first.has(holdoutShare)) first.set(holdoutShare, epoch);
	const shares = new Map(usable.map(({ epoch, holdoutShare }) => [epoch, holdoutShare]));
	return rows.map((row) => {
		const share = shares.get(row.epoch);
		return { ...row, epoch: (share === undefined ? undefined : first.get(share)) ?? row.epoch };
	});
}
