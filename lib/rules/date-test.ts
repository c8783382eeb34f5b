import { assertNever } from "@/lib/kernel/assert-never";
import { localDayNumber, startOfDayNumber } from "@/lib/kernel/zoned-time";
import type { CalendarPeriod } from "@/lib/rules/catalog";
import type { Edge } from "@/lib/rules/leaf-kind";
import { edgeInstant, periodDays } from "@/lib/rules/window";

/**
 * A test on a date, which is an instant (milliseconds) or a calendar day without a time (days since
 * 1970-01-01). An instant belongs to the day it falls on in the workspace's zone; where a test needs a time,
 * a day counts as its first instant.
 */
export type DateTest =
	/** from ≤ day < to; null is no bound. */
	| { is: "dateDays"; from: number | null; to: number | null }
	/** from ≤ instant < to. */
	| { is: "dateInstants"; from: number | null; to: number | null }
	/** after < instant ≤ upTo, where both move with asOf. */
	| { is: "dateMoving"; after: Edge | null; upTo: Edge }
	| { is: "dateInThis"; unit: CalendarPeriod }
	/** 1 is Monday. */
	| { is: "dateWeekday"; days: number[] }
	| { is: "dateAnniversary"; days: number };

/** The tests that come down to one stretch of time. */
type StretchTest = Exclude<DateTest, { is: "dateWeekday" | "dateAnniversary" }>;

/** from ≤ value < to; null is no bound. */
export type Stretch = { from: number | null; to: number | null };

/** The instants that pass, at a moment. */
export function instantsOf(
	test: StretchTest,
	{ asOf, timeZone }: { asOf: number; timeZone: string },
): Stretch {
	switch (test.is) {
		case "dateInstants":
			return { from: test.from, to: test.to };
		case "dateMoving":
			return {
				from: test.after === null ? null : edgeInstant(test.after, asOf, timeZone) + 1,
				to: edgeInstant(test.upTo, asOf, timeZone) + 1,
			};
		case "dateDays":
		case "dateInThis": {
			const { from, to } = test.is === "dateDays" ? test : periodDays(asOf, test.unit, timeZone);
			return {
				from: from === null ? null : startOfDayNumber(from, timeZone),
				to: to === null ? null : startOfDayNumber(to, timeZone),
			};
		}
		default:
			return assertNever(test);
	}
}

/** The days that pass, at a moment: those whose first instant does. */
export function daysOf(test: StretchTest, moment: { asOf: number; timeZone: string }): Stretch {
	if (test.is === "dateDays") return { from: test.from, to: test.to };
	if (test.is === "dateInThis") return periodDays(moment.asOf, test.unit, moment.timeZone);
	const { from, to } = instantsOf(test, moment);
	// The day of the instant just before a bound is the last that begins before it.
	const firstFrom = (bound: number) => localDayNumber(bound - 1, moment.timeZone) + 1;
	return { from: from === null ? null : firstFrom(from), to: to === null ? null : firstFrom(to) };
}

/** The edges of a test that move with asOf. */
export function edgesOf(test: DateTest): Edge[] {
	if (test.is !== "dateMoving") return [];
	return test.after === null ? [test.upTo] : [test.after, test.upTo];
}

export function isDateTest(test: { is: string }): test is DateTest {
	return test.is.startsWith("date");
}
