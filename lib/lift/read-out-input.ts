import type { Arm } from "@/lib/holdouts/assign-arm";
import type { LiftReadOut } from "@/lib/lift/contracts";
import type { MetricInput } from "@/lib/lift/estimate-metric";
import type { ArmRow } from "@/lib/lift/strata";

/** People of one arm of one epoch. */
export interface PeopleRow {
	epoch: number;
	arm: Arm;
	complete: number;
	open: number;
	contaminated: number;
	lastAssignedMs: number;
}

/** One day's cumulative figures of one metric. */
export interface DayRows {
	day: number;
	rows: ArmRow[];
}

/** All inputs of a read-out, from the warehouse and Postgres. */
export interface ReadOutInput {
	campaign: LiftReadOut["campaign"] & { endsAt: string | null; effectWorthHaving: number | null };
	asOf: Date;
	people: readonly PeopleRow[];
	/** The share held out by design, per epoch; empty where it is unknown (an imported file). */
	design: readonly { epoch: number; holdoutShare: number }[];
	metrics: readonly Omit<MetricInput, "smallerConversions">[];
	/** Null for imported campaigns: they have no event times. */
	series: readonly { metric: string; days: readonly DayRows[] }[] | null;
	goals: { total: number; withoutValue: number } | null;
	/** Held-out people who were reached anyway; null when nothing was delivered from here. */
	leak: { reached: number } | null;
	/** Of everyone assigned, those who reached the goal in as many days before the launch; read only while no window is complete. */
	before: { people: number; did: number } | null;
	/** People assigned at launch, for which the always-valid interval is tuned. */
	tunedAt: number;
}
