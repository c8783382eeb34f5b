import { assertNever } from "@/lib/kernel/assert-never";
import { formatDay, readDay } from "@/lib/kernel/calendar-day";
import type { StoredValue } from "@/lib/profiles/stored-value";
import type { Transform } from "@/lib/syncs/mapping/contracts";

/** A value, or why there is none; the reason continues the name of the field. */
export type Made<T> = { ok: true; value: T } | { ok: false; reason: string };

/** What a kind of value is called in a sentence. */
export const kindWords: Record<StoredValue["type"], string> = {
	unset: "empty",
	string: "text",
	number: "a number",
	boolean: "true or false",
	date: "a time",
	day: "a day",
	list: "a list",
};

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** A number written out in full, such as 49.90 or 1e3; nothing else is taken for one. */
export function readNumber(text: string): Made<number> {
	const trimmed = text.trim();
	if (!decimal.test(trimmed)) return { ok: false, reason: "is text that is not a number" };
	const value = Number(trimmed);
	return Number.isFinite(value) ? { ok: true, value } : { ok: false, reason: "is too large for a number" };
}

/** Milliseconds of a day (its midnight in UTC) or of an instant with its zone; null for every other text. */
export function readTime(text: string): number | null {
	const trimmed = text.trim();
	const day = readDay(trimmed);
	if (day !== null) return day * 86_400_000;
	if (!instant.test(trimmed) || readDay(trimmed.slice(0, 10)) === null) return null;
	const ms = Date.parse(trimmed);
	return Number.isNaN(ms) ? null : ms;
}

/** Applies one transform. It fails rather than guess: text that merely looks like a date stays no date. */
export function transformValue(value: StoredValue, transform: Transform, digits: number): Made<StoredValue> {
	if (value.type === "unset") return { ok: true, value };
	const not = (wanted: string): Made<StoredValue> => ({
		ok: false,
		reason: `is ${kindWords[value.type]}, not ${wanted}`,
	});
	switch (transform) {
		case "none":
			return { ok: true, value };
		case "trim":
		case "lower":
		case "upper": {
			const change = textChanges[transform];
			if (value.type === "string") return { ok: true, value: { type: "string", value: change(value.value) } };
			if (value.type === "list") return { ok: true, value: { type: "list", value: value.value.map(change) } };
			return not("text");
		}
		case "text": {
			const text = toText(value);
			return text === null ? not("a single value") : { ok: true, value: { type: "string", value: text } };
		}
		case "number": {
			if (value.type === "number") return { ok: true, value };
			if (value.type !== "string") return not("a number");
			if (value.value.trim() === "") return { ok: true, value: { type: "unset" } };
			const read = readNumber(value.value);
			return read.ok ? { ok: true, value: { type: "number", value: read.value } } : read;
		}
		case "round": {
			const number = transformValue(value, "number", 0);
			if (!number.ok || number.value.type !== "number") return number;
			return { ok: true, value: { type: "number", value: round(number.value.value, digits) } };
		}
		case "date_day":
		case "unix_seconds": {
			const ms = timeOf(value);
			if (ms === null) {
				return value.type === "string"
					? { ok: false, reason: "is text that is neither a day (2026-11-29) nor a time with its zone" }
					: not("a day or a time");
			}
			return transform === "date_day"
				? { ok: true, value: { type: "day", value: Math.floor(ms / 86_400_000) } }
				: { ok: true, value: { type: "number", value: Math.floor(ms / 1_000) } };
		}
		default:
			return assertNever(transform);
	}
}

const textChanges = {
	trim: (text: string) => text.trim(),
	lower: (text: string) => text.toLowerCase(),
	upper: (text: string) => text.toUpperCase(),
};

function timeOf(value: StoredValue): number | null {
	switch (value.type) {
		case "date":
			return value.value;
		case "day":
			return value.value * 86_400_000;
		case "string":
			return readTime(value.value);
		default:
			return null;
	}
}

/** To the nearest; half away from zero. Digits beyond those of the number change nothing. */
export function round(value: number, digits: number): number {
	const factor = 10 ** digits;
	const scaled = Math.abs(value) * factor;
	if (!Number.isFinite(scaled) || scaled > Number.MAX_SAFE_INTEGER) return value;
	// The decimal text decides a half: 1.005 is a half of a hundredth, though its double lies below.
	const whole = Number(`${Math.abs(value)}e${digits}`);
	const rounded = Math.round(Number.isNaN(whole) ? scaled : whole) / factor;
	return value < 0 ? 0 - rounded : rounded;
}

/** One value as text, as people write it; null for a list. */
export function toText(value: StoredValue): string | null {
	switch (value.type) {
		case "unset":
		case "list":
			return null;
		case "string":
			return value.value;
		case "number":
		case "boolean":
			return String(value.value);
		case "date":
			return new Date(value.value).toISOString();
		case "day":
			return formatDay(value.value);
		default:
			return assertNever(value);
	}
}
