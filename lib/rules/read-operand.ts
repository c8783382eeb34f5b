import { unreadDayText } from "@/lib/kernel/typed-day";
import { readInstant } from "@/lib/kernel/zoned-time";
import { unitMs } from "@/lib/rules/catalog";
import { tooManyText } from "@/lib/rules/check/shape-text";
import { type Duration, type DurationSpan, duration, durationSpan } from "@/lib/rules/rule";
import { ruleLimits } from "@/lib/rules/rule-limits";

/** What is wrong with an operator or the value beside it. */
export type ComparisonProblem = { field: "operator" | "value"; message: string; position?: number };

export function wrong(message: string, position?: number): ComparisonProblem {
	return { field: "value", message, ...(position === undefined ? {} : { position }) };
}

const roughDays = { ...unitMs, months: 30 * unitMs.days, years: 365 * unitMs.days };

/** A duration within the limit. */
export function readDuration(value: unknown): Duration | ComparisonProblem {
	const parsed = duration.safeParse(value);
	if (!parsed.success) return wrong("Write a whole number of minutes, hours, days, weeks, months or years");
	const { amount, unit } = parsed.data;
	return amount * roughDays[unit] <= ruleLimits.durationDays * unitMs.days
		? { amount, unit }
		: wrong(`At most ${ruleLimits.durationDays} days`);
}

/** "N to M ago": the nearer end first. */
export function readSpan(value: unknown): DurationSpan | ComparisonProblem {
	const parsed = durationSpan.safeParse(value);
	if (!parsed.success)
		return wrong("Write two whole numbers of minutes, hours, days, weeks, months or years");
	const { from, to, unit } = parsed.data;
	if (from >= to) return wrong("The first number must be smaller than the second");
	const length = readDuration({ amount: to, unit });
	return "message" in length ? length : parsed.data;
}

export function readMany<T>(
	value: unknown,
	isItem: (item: unknown) => item is T,
	what: string,
): { items: T[] } | ComparisonProblem {
	if (!Array.isArray(value)) return wrong(`Expected a list, got ${nameOf(value)}`);
	if (value.length === 0) return wrong("Add at least one value");
	if (value.length > ruleLimits.values) return wrong(tooManyText(value.length, ruleLimits.values, "values"));
	return value.every(isItem) ? { items: value } : wrong(`Each value must be ${what}`);
}

export function readPair<T>(
	value: unknown,
	isItem: (item: unknown) => item is T,
	what: string,
): { from: T; to: T } | ComparisonProblem {
	if (!Array.isArray(value) || value.length !== 2) return wrong(`Expected ${what}`);
	const [from, to]: unknown[] = value;
	return isItem(from) && isItem(to) ? { from, to } : wrong(`Expected ${what}`);
}

export function isText(value: unknown): value is string {
	return typeof value === "string";
}

export function isNumber(value: unknown): value is number {
	return typeof value === "number" && Number.isFinite(value);
}

export function nameOf(value: unknown): string {
	if (value === "") return "nothing";
	if (Array.isArray(value)) return "a list";
	if (typeof value === "object") return "a duration";
	return typeof value === "string" ? `"${value.slice(0, 40)}"` : `the ${typeof value} ${String(value)}`;
}

/** Reads `[from, to)` as instants; both bare days and instants. */
export function readDateRange<Is extends string>(
	fromText: string,
	toText: string,
	timeZone: string,
	is: Is,
): { is: Is; from: number; to: number } | ComparisonProblem {
	const [from, to] = [readInstant(fromText, timeZone), readInstant(toText, timeZone)];
	if (from === null || to === null) {
		return wrong(unreadDayText(from === null ? fromText : toText));
	}
	return from < to ? { is, from, to } : wrong("The first date must be before the second");
}

/** Why a value is no date, and what to write. */
export function noDateText(value: unknown): string {
	return isText(value) ? unreadDayText(value) : `Expected a date such as 2026-11-22, got ${nameOf(value)}`;
}
