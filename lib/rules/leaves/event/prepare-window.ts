import { startOfDayNumber } from "@/lib/kernel/zoned-time";
import { countUpTo, type EventRow, eventsOf, type PersonHistory } from "@/lib/rules/evaluate/person-history";
import { prepareProperties } from "@/lib/rules/evaluate/prepare-properties";
import type { Edge, Moment } from "@/lib/rules/leaf-kind";
import { currentTrait, nextTraitInstant } from "@/lib/rules/leaves/trait/current-trait";
import { earliest } from "@/lib/rules/next-instant";
import type { EventChoice, EventWindow } from "@/lib/rules/rule";
import {
	type Bounds,
	boundsSince,
	startOfNextPeriod,
	whenReached,
	windowBounds,
	windowEdges,
} from "@/lib/rules/window";

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
	const edges = windowEdges(window);
	const boundsOf = (person: PersonHistory): Bounds | null => {
		if (window.kind !== "sinceTrait") return fixed;
		const since = currentTrait(person, window.trait, asOf);
		if (since?.type === "date") return boundsSince(since.value, asOf);
		return since?.type === "day" ? boundsSince(startOfDayNumber(since.value, timeZone), asOf) : null;
	};
	const nextOf = (events: readonly EventRow[]): number | null => {
		// An event that lies ahead counts once it is due.
		const due = events[countUpTo(events, asOf)]?.time ?? null;
		if (!fixed) return due;
		return earliest(
			due,
			nextReached(events, edges.after, fixed.after),
			nextReached(events, edges.upTo, fixed.upTo),
		);
	};
	/** When a moving edge reaches the next event: it leaves the window, or enters it. */
	const nextReached = (events: readonly EventRow[], edge: Edge | null, at: number): number | null => {
		const reached = edge && events[countUpTo(events, at)];
		if (!edge || !reached) return null;
		const turns =
			edge.kind === "this"
				? startOfNextPeriod(asOf, edge.unit, timeZone)
				: whenReached(edge, reached.time, timeZone);
		return turns > asOf ? turns : asOf + 1;
	};
	return {
		boundsOf,
		within: eventsWithin,
		nextInstant: (person, events) =>
			window.kind === "sinceTrait"
				? earliest(nextTraitInstant(person, window.trait, asOf), nextOf(events))
				: nextOf(events),
	};
}

function eventsWithin(events: readonly EventRow[], { after, upTo }: Bounds): readonly EventRow[] {
	const from = after === Number.NEGATIVE_INFINITY ? 0 : countUpTo(events, after);
	return events.slice(from, countUpTo(events, upTo));
}

/** A person's events of a choice, oldest first, past its filters; of every time, or of some bounds. */
export type Choose = (person: PersonHistory, bounds?: Bounds) => readonly EventRow[];

export function prepareChoice({ event, where }: EventChoice, moment: Moment): Choose {
	// What lies outside is not put to the filters: histories are long, and windows mostly short.
	const choose: Choose = (person, bounds) => {
		const events = eventsOf(person, event);
		return bounds ? eventsWithin(events, bounds) : events;
	};
	if (!where) return choose;
	const passes = prepareProperties(where, moment);
	return (person, bounds) => choose(person, bounds).filter(passes);
}
