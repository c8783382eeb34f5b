import type { Moment } from "@/lib/segments/leaf-kind";
import { currentTrait, nextTraitInstant } from "@/lib/segments/leaves/trait/current-trait";
import { earliest } from "@/lib/segments/next-instant";
import { countUpTo, type EventRow, eventsOf, type PersonHistory } from "@/lib/segments/person-history";
import { prepareProperties } from "@/lib/segments/prepare-properties";
import type { EventChoice, EventWindow } from "@/lib/segments/rule";
import {
	type Bounds,
	boundsSince,
	startOfNextPeriod,
	whenReached,
	windowBounds,
	windowEdge,
} from "@/lib/segments/window";

export type PreparedWindow = {
	/** The window for this person; null when the trait it begins with is missing. */
	boundsOf: (person: PersonHistory) => Bounds | null;
	/** Of events (oldest first), those in the window. */
	within: (events: readonly EventRow[], bounds: Bounds) => readonly EventRow[];
	/** When time alone may next change which of these events are in the window. */
	nextInstant: (person: PersonHistory, events: readonly EventRow[]) => number | null;
};

export function prepareWindow(window: EventWindow, moment: Moment): PreparedWindow {
	const { asOf, timeZone } = moment;
	const fixed = windowBounds(window, moment);
	const edge = windowEdge(window);
	const boundsOf = (person: PersonHistory): Bounds | null => {
		if (window.kind !== "sinceTrait") return fixed;
		const since = currentTrait(person, window.trait, asOf);
		return since?.type === "date" ? boundsSince(since.value, asOf) : null;
	};
	const nextOf = (events: readonly EventRow[]): number | null => {
		// An event that lies ahead counts once it is due.
		const due = events[countUpTo(events, asOf)]?.time ?? null;
		if (!edge || !fixed) return due;
		// The next event that the moving edge reaches: it leaves the window, or comes into it.
		const at = window.kind === "before" ? fixed.upTo : fixed.after;
		const reached = events[countUpTo(events, at)];
		if (!reached) return due;
		const turns =
			edge.kind === "this"
				? startOfNextPeriod(asOf, edge.unit, timeZone)
				: whenReached(edge, reached.time, timeZone);
		return earliest(due, turns > asOf ? turns : asOf + 1);
	};
	return {
		boundsOf,
		within: (events, bounds) =>
			events.slice(
				bounds.after === Number.NEGATIVE_INFINITY ? 0 : countUpTo(events, bounds.after),
				countUpTo(events, bounds.upTo),
			),
		nextInstant: (person, events) =>
			window.kind === "sinceTrait"
				? earliest(nextTraitInstant(person, window.trait, asOf), nextOf(events))
				: nextOf(events),
	};
}

/** A person's events of a choice, oldest first, past its filters; of every time. */
export function prepareChoice(
	{ event, where }: EventChoice,
	moment: Moment,
): (person: PersonHistory) => readonly EventRow[] {
	if (!where) return (person) => eventsOf(person, event);
	const passes = prepareProperties(where, moment);
	return (person) => eventsOf(person, event).filter(passes);
}
