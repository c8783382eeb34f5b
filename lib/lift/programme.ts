import { alphaOf, DEFAULT_CONFIDENCE } from "@/lib/campaigns/confidence";
import type { GlobalHoldoutGroup } from "@/lib/campaigns/global-holdout-contracts";
import type { Known, LiftRange, MetricReadOut, ProgrammeReadOut } from "@/lib/lift/contracts";
import { estimateMetric, type IntervalChoice } from "@/lib/lift/estimate-metric";
import type { ArmRow } from "@/lib/lift/strata";

export interface ProgrammeInput {
	group: GlobalHoldoutGroup;
	asOf: Date;
	/** Per arm: who did anything, and what it was worth; null where no value is measured. */
	conversion: readonly ArmRow[];
	value: readonly ArmRow[] | null;
	/** People whom campaigns treated before the group began. */
	leftOut: number;
}

const dayMs = 86_400_000;
/** A group without a rotation is taken to last this long. */
const usualDays = 365;

/**
 * What all campaigns and syncs together added: everyone else against the people they never reach, from when the group counts
 * until now. Unknown, with the reason, where it cannot be told.
 */
export function readProgramme(input: ProgrammeInput): Omit<ProgrammeReadOut, "asOf"> {
	const { group, conversion, value, leftOut } = input;
	const people = peopleOf(conversion);
	const interval = intervalOf(input);
	const metrics: MetricReadOut[] = [
		estimateMetric(
			{ key: "conversion", label: group.goalEvent, kind: "conversion", isPrimary: true, rows: conversion },
			interval,
		),
		...(value === null
			? []
			: [
					estimateMetric(
						{ key: "value", label: "Revenue per person", kind: "value", isPrimary: false, rows: value },
						interval,
					),
				]),
	];
	const isWashingOut = Date.parse(group.countsFrom) > input.asOf.getTime();
	const reason = isWashingOut ? washingOut : null;
	const find = (kind: MetricReadOut["kind"]) => metrics.find((metric) => metric.kind === kind);
	return {
		group,
		isWashingOut,
		people: { ...people, leftOut },
		isFinal: interval.kind === "fixed",
		metrics: isWashingOut ? metrics.map((metric) => withoutEstimate(metric, washingOut)) : metrics,
		incrementalConversions: increment(find("conversion"), reason, people.reached),
		incrementalValue: increment(find("value"), reason, people.reached),
	};
}

/** As that of a campaign that chose nothing else. */
const alpha = alphaOf(DEFAULT_CONFIDENCE);
const washingOut =
	"The group before this one has just been reached again, and this one no longer: outcomes count once that has faded.";

function peopleOf(rows: readonly ArmRow[]): { reached: number; heldOut: number } {
	const count = (arm: ArmRow["arm"]) =>
		rows.filter((row) => row.arm === arm).reduce((all, { sample }) => all + sample.n, 0);
	return { reached: count("treated"), heldOut: count("holdout") };
}

/**
 * A released group has one look; a live one may be looked at every hour. People stay the same while what they do adds up, so
 * it is the time that has passed which stands for the information there is. What people did before goes on showing in later
 * sums, so looks are more alike than those the bound is made for, and it reaches too far rather than not far enough (Slepian).
 */
function intervalOf({ group, asOf, conversion }: ProgrammeInput): IntervalChoice {
	if (group.endedAt !== null) return { kind: "fixed", alpha };
	const from = Date.parse(group.countsFrom);
	const until = group.nextRotationAt === null ? from + usualDays * dayMs : Date.parse(group.nextRotationAt);
	const passed = Math.max(asOf.getTime() - from, dayMs);
	const { reached, heldOut } = peopleOf(conversion);
	return { kind: "always_valid", alpha, tunedAt: (reached + heldOut) * Math.max(1, (until - from) / passed) };
}

function withoutEstimate(metric: MetricReadOut, reason: string): MetricReadOut {
	const unknown = { known: false as const, reason };
	return { ...metric, difference: unknown, relative: unknown, bayes: null };
}

/** The difference over everyone who may be reached. */
function increment(
	metric: MetricReadOut | undefined,
	reason: string | null,
	people: number,
): Known<LiftRange> {
	if (reason !== null) return { known: false, reason };
	if (!metric) return { known: false, reason: "No value is measured." };
	if (!metric.difference.known) return metric.difference;
	const { value, low, high } = metric.difference.figure;
	return { known: true, figure: { value: value * people, low: low * people, high: high * people } };
}
