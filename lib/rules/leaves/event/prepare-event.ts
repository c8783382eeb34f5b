import { isDecimal } from "@/lib/rules/compile/compile-aggregate";
import { countUpTo, eventsOf, type PersonHistory } from "@/lib/rules/evaluate/person-history";
import { aggregateEvents } from "@/lib/rules/evaluate/prepare-aggregate";
import { comparisonOf, prepareNumberTest } from "@/lib/rules/evaluate/prepare-test";
import type { Moment, PreparedLeaf } from "@/lib/rules/leaf-kind";
import { prepareChoice, prepareWindow } from "@/lib/rules/leaves/event/prepare-window";
import { earliest } from "@/lib/rules/next-instant";
import type { EventAggregate, EventLeaf } from "@/lib/rules/rule";

export function prepareEvent(leaf: EventLeaf, moment: Moment): PreparedLeaf {
	const inMicros = isDecimal(leaf.aggregate);
	const comparison = comparisonOf(
		{ type: "number", operator: leaf.operator, value: leaf.value },
		moment.timeZone,
	);
	const passes = prepareNumberTest(comparison, inMicros);
	const window = prepareWindow(leaf.window, moment);
	const choose = prepareChoice({ event: leaf.field, where: leaf.where }, moment);
	const eventsIn = (person: PersonHistory) => {
		const bounds = window.boundsOf(person);
		return bounds === null ? null : choose(person, bounds);
	};
	const plainCount = (person: PersonHistory): boolean => {
		const bounds = window.boundsOf(person);
		if (bounds === null) return false;
		const events = eventsOf(person, leaf.field);
		return passes(
			countUpTo(events, bounds.upTo) -
				Math.min(countUpTo(events, bounds.after), countUpTo(events, bounds.upTo)),
		);
	};
	const test = (person: PersonHistory): boolean => {
		const events = eventsIn(person);
		// Without the trait a window starts from, the condition cannot be answered: false whatever it compares.
		return events !== null && passes(aggregateEvents(leaf.aggregate, events, moment));
	};
	return {
		test: leaf.aggregate.kind === "count" && !leaf.where ? plainCount : test,
		explain: (person) => {
			const events = eventsIn(person);
			const value = aggregateEvents(leaf.aggregate, events ?? [], moment);
			return {
				kind: "number",
				matches: events !== null && passes(value),
				value,
				isMicros: inMicros,
				events: [...(events ?? [])],
			};
		},
		nextInstant: (person) => {
			const next = window.nextInstant(person, choose(person));
			return earliest(next, nextDayOf(leaf.aggregate, eventsIn(person) ?? [], moment.asOf));
		},
	};
}

/** When the number of days since an event next grows by one. */
export function nextDayOf(
	{ kind }: EventAggregate,
	events: readonly { time: number }[],
	asOf: number,
): number | null {
	if (kind !== "daysSinceFirst" && kind !== "daysSinceLast") return null;
	const chosen = kind === "daysSinceFirst" ? events[0] : events.at(-1);
	if (!chosen) return null;
	const day = 86_400_000;
	return chosen.time + (Math.floor((asOf - chosen.time) / day) + 1) * day;
}
