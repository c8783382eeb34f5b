import { countUpTo, type EventRow, type PersonHistory } from "@/lib/rules/evaluate/person-history";
import { aggregateEvents } from "@/lib/rules/evaluate/prepare-aggregate";
import { comparisonOf } from "@/lib/rules/evaluate/prepare-test";
import type { Moment, PreparedLeaf } from "@/lib/rules/leaf-kind";
import { prepareChoice } from "@/lib/rules/leaves/event/prepare-window";
import { trendBounds, trendEdges } from "@/lib/rules/leaves/trend/trend-bounds";
import { isWholeTrend, prepareTrendTest } from "@/lib/rules/leaves/trend/trend-numbers";
import { toMicros } from "@/lib/rules/micros";
import { earliest } from "@/lib/rules/next-instant";
import type { TrendLeaf } from "@/lib/rules/rule";
import { whenReached } from "@/lib/rules/window";

export function prepareTrend(leaf: TrendLeaf, moment: Moment): PreparedLeaf {
	const { asOf, timeZone } = moment;
	const comparison = comparisonOf({ type: "number", operator: leaf.operator, value: leaf.value }, timeZone);
	const passes = prepareTrendTest(leaf, comparison);
	const choose = prepareChoice(leaf, moment);
	const edges = trendEdges(leaf);
	const bounds = trendBounds(leaf, moment);
	const measure = (events: readonly EventRow[]): bigint | null => {
		const value = aggregateEvents(leaf.aggregate, events, moment);
		if (typeof value !== "number") return value;
		return isWholeTrend(leaf.aggregate) ? BigInt(value) : toMicros(value);
	};
	const read = (person: PersonHistory) => {
		const events = choose(person);
		const begin = countUpTo(events, bounds.earlier);
		const middle = countUpTo(events, bounds.recent);
		const end = countUpTo(events, asOf);
		const earlier = measure(events.slice(begin, middle));
		const recent = measure(events.slice(middle, end));
		return { events: events.slice(begin, end), earlier, recent, matches: passes(recent, earlier) };
	};
	return {
		test: (person) => read(person).matches,
		explain: (person) => {
			const { events, earlier, recent, matches } = read(person);
			const isMicros = !isWholeTrend(leaf.aggregate);
			return { kind: "number", matches, value: recent, isMicros, events, against: earlier };
		},
		nextInstant: (person) => {
			const events = choose(person);
			const turns = (["recent", "earlier"] as const).map((name) => {
				const next = events[countUpTo(events, bounds[name])];
				return next ? Math.max(asOf + 1, whenReached(edges[name], next.time, timeZone)) : null;
			});
			return earliest(events[countUpTo(events, asOf)]?.time ?? null, ...turns);
		},
	};
}
