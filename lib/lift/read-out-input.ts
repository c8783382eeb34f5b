import type { Confidence } from "@/lib/campaigns/confidence";
import type { LeakSummary } from "@/lib/campaigns/leak-text";
import type { Arm } from "@/lib/holdouts/assign-arm";
import type { SlicesInput } from "@/lib/lift/compare-slices";
import type { VariantsInput } from "@/lib/lift/compare-variants";
import type { LiftReadOut } from "@/lib/lift/contracts";
import type { Covariate } from "@/lib/lift/covariate";
import type { MetricInput } from "@/lib/lift/estimate-metric";
import type { Closing } from "@/lib/lift/late-change";
import type { ArmRow } from "@/lib/lift/strata";

/** People of one arm of one epoch. */
export interface PeopleRow {
	epoch: number;
	arm: Arm;
	complete: number;
	open: number;
	/** Assigned after the read-out's instant: their time cannot be right. */
	future: number;
	contaminated: number;
	lastAssignedMs: number;
}

/** One day's cumulative figures of one metric. */
export interface DayRows {
	day: number;
	rows: ArmRow[];
}

/** What came in of one arm's outcomes: of goal events live, of people in an imported file. */
export interface OutcomeRow {
	arm: Arm;
	total: number;
	/** Live: events without the number that is summed. Imported: people without an outcome. */
	missing: number;
	/** With a number beyond any possible value, which is left out. */
	beyond: number;
	/** Recorded before the person was assigned. */
	early: number;
}

/** How the people of one epoch were divided. */
export interface EpochDesign {
	epoch: number;
	holdoutShare: number;
	/** Of a cohort divided exactly: people put in each group, and those of them still on record; null of one by buckets. */
	cohort: { assigned: ArmCounts; onRecord: ArmCounts } | null;
}

export interface ArmCounts {
	treated: number;
	holdout: number;
}

/** All inputs of a read-out, from the warehouse and Postgres. */
export interface ReadOutInput {
	campaign: LiftReadOut["campaign"] & {
		endsAt: string | null;
		effectWorthHaving: number | null;
		confidence: Confidence;
		/** The workspace's: dates in sentences are of its calendar. */
		timeZone: string;
	};
	asOf: Date;
	people: readonly PeopleRow[];
	/** The share held out by design, per epoch; empty where it is unknown (an imported file). */
	design: readonly EpochDesign[];
	metrics: readonly MetricInput[];
	/** Null for imported campaigns: they have no event times. */
	series: readonly { metric: string; days: readonly DayRows[] }[] | null;
	outcomes: readonly OutcomeRow[];
	/** Held-out people who were reached anyway, and by which ways; null when nothing was delivered from here. */
	leak: LeakSummary | null;
	/** Of everyone assigned, those who reached the goal in as many days before the launch; read only while no window is complete. */
	before: { people: number; did: number } | null;
	/** People the campaign was planned to assign, for which what may be read at any time is tuned; fixed at launch. */
	plannedPeople: number;
	/** What the rows' covariate is; null where there is none. */
	covariate: Covariate | null;
	/** Numeric traits that can be adjusted for instead. */
	traits: readonly string[];
	/** The primary metric by variant; null where the campaign has none. */
	variants: VariantsInput | null;
	/** Traits that results can be read by, and what was found by the one asked for; null where none was. */
	sliceTraits: readonly string[];
	slices: SlicesInput | null;
	/** The figures when the last window had closed; null before, and for imports. */
	closing: Closing | null;
	/** Whether people may still enter the campaign. */
	canGrow: boolean;
}
