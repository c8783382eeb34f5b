import { toSample } from "@/lib/lift/fold-outcomes";
import type { PeopleRow, ReadOutInput } from "@/lib/lift/read-out-input";
import type { ArmRow } from "@/lib/lift/strata";
import { shareSample } from "@/lib/stats/sample";

const DAY_MS = 86_400_000;
export const launchedAt = new Date("2026-03-01T09:00:00Z");
export const WINDOW_DAYS = 14;

/** People of an arm whose window is complete, those who converted, and what each of them was worth. */
export interface Group {
	people: number;
	converters: number;
	/** Mean value of a converter; null where no value is measured. */
	worth?: number | null;
	/** Standard deviation of a converter's value over its mean; 1 unless stated. */
	variation?: number;
	/** Within their window still. */
	open?: number;
	/** Held-out or treated people without a known outcome. */
	missing?: number;
}

/** One campaign in a few words. */
export interface Situation {
	status?: "running" | "ended" | "imported";
	/** Whole days since launch; 60 unless stated. */
	day?: number;
	epochs: { treated: Group; holdout: Group; holdoutShare?: number }[];
	cost?: number | null;
	effectWorthHaving?: number | null;
	canGrow?: boolean;
	reached?: number;
	/** Only value is measured, and decides. */
	isValueOnly?: boolean;
}

/** The read-out's inputs of such a campaign. */
export function buildReadOut(situation: Situation): ReadOutInput {
	const { status = "ended", day = 60, epochs, cost = null, effectWorthHaving = null } = situation;
	const asOf = new Date(launchedAt.getTime() + day * DAY_MS);
	const groups = epochs.flatMap(({ treated, holdout }, index) => [
		{ epoch: index + 1, arm: "treated" as const, group: treated },
		{ epoch: index + 1, arm: "holdout" as const, group: holdout },
	]);
	const people = groups.map(
		({ epoch, arm, group }): PeopleRow => ({
			epoch,
			arm,
			complete: group.people + (group.missing ?? 0),
			open: group.open ?? 0,
			future: 0,
			contaminated: 0,
			lastAssignedMs:
				(group.open ?? 0) > 0 && day > WINDOW_DAYS ? asOf.getTime() - DAY_MS : launchedAt.getTime(),
		}),
	);
	const conversions = groups.map(
		({ epoch, arm, group }): ArmRow => ({
			epoch,
			arm,
			sample: shareSample(group.people, group.converters),
		}),
	);
	const values = groups.map(({ epoch, arm, group }): ArmRow => {
		const { people: n, converters, worth = null, variation = 1 } = group;
		const active = worth === null ? 0 : converters;
		const mean = worth ?? 0;
		const sample = toSample(n, {
			total: active * mean,
			active,
			mean,
			variance: (variation * mean) ** 2,
			// As a gamma distribution has it.
			skew: 2 * variation,
			logVariance: Math.log(1 + variation ** 2),
			logKurtosis: 3,
			lowest: 0,
			highest: mean,
		});
		return { epoch, arm, sample };
	});
	const hasValue = groups.some(({ group }) => typeof group.worth === "number");
	const conversion = { key: "conversion", label: "Purchase", kind: "conversion" as const, rows: conversions };
	const value = { key: "value", label: "Revenue per person", kind: "value" as const, rows: values };
	return {
		campaign: {
			id: "cmp_00000000000000000000000000",
			name: "Spring",
			status,
			isAaTest: false,
			goalEvent: status === "imported" ? null : "Purchase",
			valueProperty: hasValue ? "amount" : null,
			currency: "USD",
			windowDays: WINDOW_DAYS,
			costCents: cost === null ? null : cost * 100,
			costThrough: null,
			launchedAt: status === "imported" ? null : launchedAt.toISOString(),
			endedAt: status === "ended" ? new Date(launchedAt.getTime() + 10 * DAY_MS).toISOString() : null,
			endsAt: null,
			effectWorthHaving,
			confidence: 95,
			timeZone: "UTC",
		},
		asOf,
		people,
		design: epochs.map(({ holdoutShare = 0.1 }, index) => ({ epoch: index + 1, holdoutShare, cohort: null })),
		metrics: situation.isValueOnly
			? [{ ...value, isPrimary: true }]
			: [{ ...conversion, isPrimary: true }, ...(hasValue ? [{ ...value, isPrimary: false }] : [])],
		series: null,
		outcomes: groups.map(({ arm, group }) => ({
			arm,
			total: group.people + (group.missing ?? 0),
			missing: group.missing ?? 0,
			beyond: 0,
			early: 0,
		})),
		leak:
			status === "imported"
				? null
				: {
						reached: situation.reached ?? 0,
						heldOut: people.reduce(
							(all, { arm, complete, open }) => all + (arm === "holdout" ? complete + open : 0),
							0,
						),
						paths: [],
					},
		before: null,
		plannedPeople: people.reduce((all, { complete, open }) => all + complete + open, 0),
		covariate: null,
		traits: [],
		variants: null,
		sliceTraits: [],
		slices: null,
		closing: null,
		canGrow: situation.canGrow ?? false,
	};
}
