import { type EventRow, eventsOf, type PersonHistory } from "@/lib/rules/evaluate/person-history";
import { prepareProperties } from "@/lib/rules/evaluate/prepare-properties";
import { comparisonOf, prepareNumberTest } from "@/lib/rules/evaluate/prepare-test";
import type { Moment, PreparedLeaf } from "@/lib/rules/leaf-kind";
import { prepareEvent } from "@/lib/rules/leaves/event/prepare-event";
import { prepareWindow } from "@/lib/rules/leaves/event/prepare-window";
import { activeSecondsLeaf, pageEvents } from "@/lib/rules/leaves/session/session-events";
import type { SessionLeaf, SessionMeasure } from "@/lib/rules/rule";

type RunMeasure = Exclude<SessionMeasure, { kind: "activeSeconds" }>;
/** A number with the events that gave it. */
type Found = { value: number | null; events: EventRow[] };

export function prepareSession(leaf: SessionLeaf, moment: Moment): PreparedLeaf {
	const { measure } = leaf;
	if (measure.kind === "activeSeconds") return prepareEvent(activeSecondsLeaf(leaf, measure), moment);
	const comparison = comparisonOf(
		{ type: "number", operator: leaf.operator, value: leaf.value },
		moment.timeZone,
	);
	const passes = prepareNumberTest(comparison, false);
	const window = prepareWindow(leaf.window, moment);
	const measured = prepareMeasure(measure, moment);
	const find = (person: PersonHistory): Found | null => {
		const bounds = window.boundsOf(person);
		if (bounds === null) return null;
		return measured(sessionsOf(window.within(eventsOf(person, null), bounds), moment.sessionGapMs));
	};
	return {
		test: (person) => {
			const found = find(person);
			return found !== null && passes(found.value);
		},
		explain: (person) => {
			const found = find(person);
			return {
				kind: "number",
				matches: found !== null && passes(found.value),
				value: found?.value ?? null,
				isMicros: false,
				events: found?.events ?? [],
			};
		},
		nextInstant: (person) => window.nextInstant(person, eventsOf(person, null)),
	};
}

/** Runs of events with at most `gapMs` between neighbours. */
function sessionsOf(events: readonly EventRow[], gapMs: number): EventRow[][] {
	const sessions: EventRow[][] = [];
	let last = Number.NEGATIVE_INFINITY;
	for (const event of events) {
		if (event.time - last > gapMs) sessions.push([]);
		sessions.at(-1)?.push(event);
		last = event.time;
	}
	return sessions;
}

function prepareMeasure(measure: RunMeasure, moment: Moment): (sessions: EventRow[][]) => Found {
	switch (measure.kind) {
		case "count":
			return (sessions) => ({
				value: sessions.length,
				events: sessions.flatMap((session) => session.slice(0, 1)),
			});
		case "longestMinutes":
			return (sessions) => {
				const longest = greatest(sessions, lengthOf);
				return {
					value: longest === null ? null : Math.floor(lengthOf(longest) / 60_000),
					events: longest ?? [],
				};
			};
		case "mostPages":
			return most(({ event }) => pageEvents.some((name) => name === event));
		case "mostOf": {
			const passes = measure.where ? prepareProperties(measure.where, moment) : () => true;
			return most((event) => event.event === measure.event && passes(event));
		}
	}
}

function most(isCounted: (event: EventRow) => boolean): (sessions: EventRow[][]) => Found {
	return (sessions) => {
		const events = greatest(
			sessions.map((session) => session.filter(isCounted)),
			(session) => session.length,
		);
		return { value: events?.length ?? 0, events: events ?? [] };
	};
}

function lengthOf(session: readonly EventRow[]): number {
	return (session.at(-1)?.time ?? 0) - (session[0]?.time ?? 0);
}

function greatest(sessions: EventRow[][], sizeOf: (session: EventRow[]) => number): EventRow[] | null {
	let found: EventRow[] | null = null;
	for (const session of sessions) if (found === null || sizeOf(session) > sizeOf(found)) found = session;
	return found;
}
