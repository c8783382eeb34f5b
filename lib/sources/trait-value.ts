import { z } from "zod";
import { dayMs, formatDay } from "@/lib/kernel/calendar-day";
import { storedText } from "@/lib/sources/stored-text";

export const valueTypes = ["string", "number", "boolean", "date", "list"] as const;
export const valueType = z.enum(valueTypes);
export type ValueType = z.infer<typeof valueType>;

/**
 * One value of a trait: dates are milliseconds, days without a time are days since 1970. `unset` removes the
 * trait.
 */
export type TraitValue =
	| { type: "unset" }
	| { type: "string"; value: string }
	| { type: "number"; value: number }
	| { type: "boolean"; value: boolean }
	| { type: "date"; value: number }
	| { type: "day"; value: number }
	| { type: "list"; value: string[] };

const isoDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Milliseconds of a text in ISO 8601 (a day alone is its midnight in UTC); null for anything else. */
export function readIsoDate(text: string): number | null {
	if (!isoDate.test(text)) return null;
	const withTime = text.length > 10;
	const hasZone = withTime && /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
	const ms = Date.parse(withTime ? `${text.replace(" ", "T")}${hasZone ? "" : "Z"}` : `${text}T00:00:00Z`);
	if (Number.isNaN(ms)) return null;
	// Date.parse moves 30 February into March: refuse days that do not exist.
	const day = Number(text.slice(8, 10));
	return new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, day)).getUTCDate() === day
		? ms
		: null;
}

/** Whether a date has no time: it is then a day, wherever its sender is. */
function isDay(text: string): boolean {
	return text.length === 10;
}

const longestList = 1_000;

/** What a JSON value is worth as a trait; null when it has no meaning as one (an object, a list of objects). */
export function inferTraitValue(value: unknown): TraitValue | null {
	switch (typeof value) {
		case "string": {
			const date = readIsoDate(value);
			if (date !== null)
				return isDay(value) ? { type: "day", value: date / dayMs } : { type: "date", value: date };
			return { type: "string", value: storedText(value) };
		}
		case "number":
			return Number.isFinite(value) ? { type: "number", value } : null;
		case "boolean":
			return { type: "boolean", value };
		case "object": {
			if (value === null) return { type: "unset" };
			if (!Array.isArray(value) || value.length > longestList) return null;
			const list: string[] = [];
			for (const item of value) {
				if (item === null) continue;
				if (typeof item === "object") return null;
				list.push(storedText(String(item)));
			}
			return { type: "list", value: list };
		}
		default:
			return null;
	}
}

/** The catalogue's type for a value; null for one that removes a trait. */
export function typeOfValue({ type }: TraitValue): ValueType | null {
	if (type === "unset") return null;
	return type === "day" ? "date" : type;
}

/** Whether a text is a number that keeps all its digits as one: 15 of them always do, longer ones lose their last. */
function isExactNumber(text: string): boolean {
	if (!/^-?\d+(\.\d+)?$/.test(text)) return false;
	return text.replace(/^-?0*|\./g, "").length <= 15 || Number.isSafeInteger(Number(text));
}

/**
 * The value in the type the catalogue has for the trait, when nothing is lost by it ("42" as a number, 42 as text);
 * otherwise the value as it came: rules of the other type then find the trait missing.
 */
export function coerceTraitValue(value: TraitValue, type: ValueType): TraitValue {
	if (typeOfValue(value) === type || value.type === "unset") return value;
	switch (type) {
		case "string":
			if (value.type === "number" || value.type === "boolean") return { type, value: String(value.value) };
			if (value.type === "date") return { type, value: new Date(value.value).toISOString() };
			if (value.type === "day") return { type, value: formatDay(value.value) };
			return value;
		case "number":
			return value.type === "string" && isExactNumber(value.value)
				? { type, value: Number(value.value) }
				: value;
		case "boolean":
			if (value.type === "string" && /^(true|false)$/i.test(value.value)) {
				return { type, value: value.value.toLowerCase() === "true" };
			}
			return value;
		case "date":
			return value.type === "string" && readIsoDate(value.value) !== null
				? (inferTraitValue(value.value) ?? value)
				: value;
		case "list":
			return value.type === "string" ? { type, value: [value.value] } : value;
	}
}
