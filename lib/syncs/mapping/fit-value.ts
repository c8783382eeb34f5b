import type { FieldValue, TargetType } from "@/lib/destinations/what-is-sent";
import { assertNever } from "@/lib/kernel/assert-never";
import type { StoredValue } from "@/lib/profiles/stored-value";
import { kindWords, type Made, readNumber, readTime, toText } from "@/lib/syncs/mapping/transform-value";

/** Kinds of values that can never become a type, whatever they hold: said when a mapping is made. */
const unfit: Record<Exclude<TargetType, "any">, readonly StoredValue["type"][]> = {
	text: ["list"],
	number: ["boolean", "date", "day", "list"],
	boolean: ["string", "number", "date", "day", "list"],
	date: ["number", "boolean", "list"],
	list: ["string", "number", "boolean", "date", "day"],
};

const wants: Record<Exclude<TargetType, "any">, string> = {
	text: "text",
	number: "a number",
	boolean: "true or false",
	date: "a day or a time",
	list: "a list",
};

const cures: Partial<Record<Exclude<TargetType, "any">, string>> = {
	number: "For a time, choose the transform “Unix seconds”.",
	text: "Choose a field that holds a single value.",
};

/** Why values of this kind do not fit, with the cure; null when they may. */
export function unfitReason(kind: StoredValue["type"], type: TargetType): string | null {
	if (type === "any" || !unfit[type].includes(kind)) return null;
	const cure = kind === "date" || kind === "day" || type === "text" ? cures[type] : undefined;
	return `takes ${wants[type]}, and the value is ${kindWords[kind]}.${cure ? ` ${cure}` : ""}`;
}

/** A value as it travels, null for none. Nothing is guessed: what does not fit is a reason, never another value. */
export function fitValue(value: StoredValue, type: TargetType): Made<FieldValue> {
	if (value.type === "unset") return { ok: true, value: null };
	if (value.type === "number" && !Number.isFinite(value.value)) {
		return { ok: false, reason: "is not a finite number" };
	}
	if (type !== "any" && unfit[type].includes(value.type)) {
		return { ok: false, reason: `is ${kindWords[value.type]}, not ${wants[type]}` };
	}
	switch (type) {
		case "any":
			if (value.type === "string" || value.type === "number" || value.type === "boolean") {
				return { ok: true, value: value.value };
			}
			return { ok: true, value: value.type === "list" ? value.value : toText(value) };
		case "text":
			return { ok: true, value: toText(value) };
		case "number":
			if (value.type === "number") return { ok: true, value: value.value };
			if (value.type !== "string") return { ok: false, reason: "is not a number" };
			// Empty text is no value: it is never zero.
			return value.value.trim() === "" ? { ok: true, value: null } : readNumber(value.value);
		case "boolean":
			return value.type === "boolean"
				? { ok: true, value: value.value }
				: { ok: false, reason: "is neither true nor false" };
		case "date":
			if (value.type === "string" && value.value.trim() === "") return { ok: true, value: null };
			if (value.type === "string" && readTime(value.value) === null) {
				return { ok: false, reason: "is text that is neither a day (2026-11-29) nor a time with its zone" };
			}
			return { ok: true, value: toText(value)?.trim() ?? null };
		case "list":
			return value.type === "list"
				? { ok: true, value: value.value }
				: { ok: false, reason: "is not a list" };
		default:
			return assertNever(type);
	}
}
