import { localDayNumber } from "@/lib/kernel/zoned-time";
import { type EventRow, propertyOf } from "@/lib/rules/evaluate/person-history";
import { averageMicros, toMicros } from "@/lib/rules/micros";
import type { EventAggregate } from "@/lib/rules/rule";

/** The number some events (oldest first) come to; null is missing. Sums and averages are bigints in millionths. */
export function aggregateEvents(
	aggregate: EventAggregate,
	events: readonly EventRow[],
	{ asOf, timeZone }: { asOf: number; timeZone: string },
): number | bigint | null {
	switch (aggregate.kind) {
		case "count":
			return events.length;
		case "distinctDays":
			return new Set(events.map((event) => localDayNumber(event.time, timeZone))).size;
		case "distinctValues": {
			const scalars = events
				.map((event) => propertyOf(event, aggregate.property))
				.filter((value) => value !== undefined && typeof value !== "object");
			return new Set(scalars).size;
		}
		case "daysSinceFirst":
		case "daysSinceLast": {
			const chosen = aggregate.kind === "daysSinceFirst" ? events[0] : events.at(-1);
			return chosen === undefined ? null : Math.floor((asOf - chosen.time) / 86_400_000);
		}
		case "sum":
			return numbersOf(events, aggregate.property).reduce((sum, value) => sum + toMicros(value), 0n);
		case "avg": {
			const micros = numbersOf(events, aggregate.property).map(toMicros);
			return averageMicros(
				micros.reduce((sum, value) => sum + value, 0n),
				micros.length,
			);
		}
		case "min":
		case "max": {
			const numbers = numbersOf(events, aggregate.property);
			if (numbers.length === 0) return null;
			return aggregate.kind === "min" ? Math.min(...numbers) : Math.max(...numbers);
		}
	}
}

/** Numeric values only; anything else is ignored, and so are numbers too large to add exactly. */
function numbersOf(events: readonly EventRow[], property: string): number[] {
	return events
		.map((event) => propertyOf(event, property))
		.filter((value) => typeof value === "number" && Math.abs(value) <= 1e12)
		.map(Number);
}
