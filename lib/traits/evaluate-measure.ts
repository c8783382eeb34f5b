import { assertNever } from "@/lib/kernel/assert-never";
import { type EventRow, propertyOf } from "@/lib/rules/evaluate/person-history";
import { instantOf, readDateValue } from "@/lib/rules/evaluate/prepare-date";
import { averageMicros, toMicros } from "@/lib/rules/micros";
import type { ComputedValue } from "@/lib/traits/computed-value";
import { listLimit, type TraitMeasure } from "@/lib/traits/definition";

type Typed = Extract<TraitMeasure, { type: string }>;
type Scalar = string | number | boolean;

/** What some events (oldest first, ties by message id) come to; null is missing. */
export function evaluateMeasure(
	measure: TraitMeasure,
	events: readonly EventRow[],
	timeZone: string,
): ComputedValue | null {
	const valuesOf = (event: EventRow, of: Typed) => readValues(event, of, timeZone);
	switch (measure.kind) {
		case "count":
			return number(events.length);
		case "firstTime":
		case "lastTime": {
			const chosen = measure.kind === "firstTime" ? events[0] : events.at(-1);
			return chosen ? { type: "date", value: chosen.time } : null;
		}
		case "sum": {
			const micros = numbersOf(events, measure.property).map(toMicros);
			return number(fromMicros(micros.reduce((sum, each) => sum + each, 0n)));
		}
		case "avg": {
			const micros = numbersOf(events, measure.property).map(toMicros);
			const average = averageMicros(
				micros.reduce((sum, each) => sum + each, 0n),
				micros.length,
			);
			return average === null ? null : number(fromMicros(average));
		}
		case "min":
		case "max": {
			const numbers = numbersOf(events, measure.property);
			if (numbers.length === 0) return null;
			return number(measure.kind === "min" ? Math.min(...numbers) : Math.max(...numbers));
		}
		case "first":
		case "last": {
			const values = events.flatMap((event) => valuesOf(event, measure));
			const chosen = measure.kind === "first" ? values[0] : values.at(-1);
			return chosen === undefined ? null : typed(chosen, measure.type);
		}
		case "mostFrequent": {
			const chosen = mostFrequent(events.flatMap((event) => valuesOf(event, measure)));
			return chosen === null ? null : typed(chosen, measure.type === "list" ? "string" : measure.type);
		}
		case "uniqueList": {
			const unique = new Set(events.flatMap((event) => valuesOf(event, measure)).map(String));
			if (unique.size === 0) return null;
			return { type: "list", value: [...unique].sort(compareText).slice(0, listLimit) };
		}
		case "uniqueCount":
			return number(new Set(events.flatMap((event) => valuesOf(event, measure))).size);
		default:
			return assertNever(measure);
	}
}

function number(value: number): ComputedValue {
	// Adding 0 turns −0 into 0.
	return { type: "number", value: value + 0 };
}

function typed(value: Scalar, type: "string" | "number" | "boolean" | "date"): ComputedValue {
	switch (type) {
		case "string":
			return { type, value: String(value) };
		case "boolean":
			return { type, value: value === true };
		default:
			return { type, value: Number(value) };
	}
}

/** Numeric values only; anything else is ignored, and so are numbers too large to add exactly. */
function numbersOf(events: readonly EventRow[], property: string): number[] {
	return events
		.map((event) => propertyOf(event, property))
		.filter((value) => typeof value === "number" && Math.abs(value) <= 1e12)
		.map(Number);
}

/** What an event says of a property: one value of the type (a day is its first instant), the items of a list, or nothing. */
function readValues(event: EventRow, { property, type }: Typed, timeZone: string): Scalar[] {
	const value = propertyOf(event, property);
	switch (type) {
		case "list": {
			const isTextList =
				Array.isArray(value) && value.every((item) => typeof item === "string" || item === null);
			return isTextList ? value.filter((item) => item !== null) : [];
		}
		case "date": {
			const date = readDateValue(value);
			return date === null ? [] : [instantOf(date, timeZone)];
		}
		case "string":
			return typeof value === "string" ? [value] : [];
		case "boolean":
			return typeof value === "boolean" ? [value] : [];
		case "number":
			return typeof value === "number" ? [value + 0] : [];
		default:
			return assertNever(type);
	}
}

/** The commonest; of equally common ones the smallest, texts by code point. */
function mostFrequent(values: readonly Scalar[]): Scalar | null {
	const counts = new Map<Scalar, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	let best: { value: Scalar; times: number } | null = null;
	for (const [value, times] of counts) {
		const isBetter =
			best === null || times > best.times || (times === best.times && comesBefore(value, best.value));
		if (isBetter) best = { value, times };
	}
	return best?.value ?? null;
}

function comesBefore(a: Scalar, b: Scalar): boolean {
	return typeof a === "string" && typeof b === "string" ? compareText(a, b) < 0 : a < b;
}

/** By code point. */
function compareText(a: string, b: string): number {
	const left = [...a];
	const right = [...b];
	for (let index = 0; index < Math.min(left.length, right.length); index++) {
		const order = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
		if (order !== 0) return order;
	}
	return left.length - right.length;
}

/** Millionths as a double, in steps that are exact or rounded once, the same as the compiled SQL's. */
function fromMicros(micros: bigint): number {
	const size = micros < 0n ? -micros : micros;
	if (size < 9_000_000_000_000_000n) return Number(micros) / 1_000_000;
	return Number(micros / 1_000_000n) + Number(micros % 1_000_000n) / 1_000_000;
}
