import { type DurationUnit, unitMs } from "@/lib/rules/catalog";
import type { Duration, EventChoice, SequenceLeaf, SequenceStep } from "@/lib/rules/rule";

/** A step that must not happen. `withinMs` null: in the whole gap. */
export type Absence = { choice: EventChoice; withinMs: number | null };

/** A sequence, read: its positive steps, each with what must not happen between it and the one before. */
export type SequencePlan = {
	/** What must not happen in the window before the first positive step. */
	leading: EventChoice[];
	links: { choice: EventChoice; withinMs: number | null; absences: Absence[] }[];
	/** What must not happen after the last positive step. */
	trailing: { choice: EventChoice; withinMs: number }[];
	totalMs: number | null;
	soFar: boolean;
};

/** Milliseconds of a duration of exact units; null of months and years, which are not equally long. */
export function exactMs({ amount, unit }: Duration): number | null {
	return isExact(unit) ? amount * unitMs[unit] : null;
}

function isExact(unit: DurationUnit): unit is keyof typeof unitMs {
	return unit in unitMs;
}

function readMs(duration: Duration | undefined): number | null {
	if (!duration) return null;
	const ms = exactMs(duration);
	if (ms === null) throw new Error("Not a valid condition: steps are timed in minutes to weeks");
	return ms;
}

/** Reads the steps of a leaf that was checked; throws on one that was not. */
export function readSteps(leaf: SequenceLeaf): SequencePlan {
	const plan: SequencePlan = {
		leading: [],
		links: [],
		trailing: [],
		totalMs: readMs(leaf.withinTotal),
		soFar: leaf.soFar ?? false,
	};
	let absences: Absence[] = [];
	for (const step of leaf.steps) {
		const withinMs = readMs(step.within);
		if (step.not) {
			absences.push({ choice: choiceOf(step), withinMs });
			continue;
		}
		if (plan.links.length === 0) {
			plan.leading = absences.map(({ choice }) => choice);
			absences = [];
		}
		plan.links.push({ choice: choiceOf(step), withinMs, absences });
		absences = [];
	}
	if (plan.links.length === 0) throw new Error("Not a valid condition: nothing is to happen");
	plan.trailing = absences.map(({ choice, withinMs }) => {
		if (withinMs === null)
			throw new Error("Not a valid condition: a last step that must not happen needs a time");
		return { choice, withinMs };
	});
	return plan;
}

function choiceOf({ event, where }: SequenceStep): EventChoice {
	return where ? { event, where } : { event };
}

/** How long after the last positive step it is certain that the sequence was kept; 0 when nothing need be awaited. */
export function waitMs({ trailing, soFar }: SequencePlan): number {
	return soFar ? 0 : Math.max(0, ...trailing.map(({ withinMs }) => withinMs));
}
