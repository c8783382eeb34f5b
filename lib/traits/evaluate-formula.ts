import { assertNever } from "@/lib/kernel/assert-never";
import { readInstant } from "@/lib/kernel/zoned-time";
import { roundHalfEven } from "@/lib/rules/micros";
import type { Formula } from "@/lib/traits/formula";

/** A value inside a formula: dates are milliseconds; null is missing. */
export type FormulaValue = number | string | boolean | null;

type Place = { asOf: number; timeZone: string };

/**
 * The result of a checked formula, given the values of its traits: the reference that compiled SQL must agree
 * with.
 */
export function evaluateFormula(
	node: Formula,
	traitValue: (trait: string) => FormulaValue,
	place: Place,
): FormulaValue {
	const value = (part: Formula) => evaluateFormula(part, traitValue, place);
	const isYes = (part: Formula) => value(part) === true;
	const numbers = (parts: Formula[], compute: (...numbers: number[]) => number): number | null => {
		const found = parts.map(value);
		return found.every((each) => typeof each === "number") ? finite(compute(...found)) : null;
	};
	switch (node.op) {
		case "number":
		case "text":
		case "boolean":
			return node.value;
		case "date": {
			const instant = readInstant(node.value, place.timeZone);
			if (instant === null) throw new Error(`"${node.value}" is not a date`);
			return instant;
		}
		case "now":
			return place.asOf;
		case "trait":
			return traitValue(node.trait);
		case "add":
			return numbers([node.left, node.right], (a, b) => a + b);
		case "subtract":
			return numbers([node.left, node.right], (a, b) => a - b);
		case "multiply":
			return numbers([node.left, node.right], (a, b) => a * b);
		case "divide":
			return numbers([node.left, node.right], (a, b) => a / b);
		case "equals":
			return compare(value(node.left), value(node.right), (a, b) => a === b);
		case "notEquals":
			return !compare(value(node.left), value(node.right), (a, b) => a === b);
		case ">":
			return compare(value(node.left), value(node.right), (a, b) => a > b);
		case ">=":
			return compare(value(node.left), value(node.right), (a, b) => a >= b);
		case "<":
			return compare(value(node.left), value(node.right), (a, b) => a < b);
		case "<=":
			return compare(value(node.left), value(node.right), (a, b) => a <= b);
		case "daysBetween":
			return numbers([node.left, node.right], (from, to) => Math.floor((to - from) / 86_400_000));
		case "min":
			return numbers(node.of, Math.min);
		case "max":
			return numbers(node.of, Math.max);
		case "and":
			return node.of.every(isYes);
		case "or":
			return node.of.some(isYes);
		case "coalesce":
			return node.of.map(value).find((each) => each !== null) ?? null;
		case "concat": {
			const parts = node.of.map(value);
			return parts.includes(null) ? null : parts.join("");
		}
		case "abs":
			return numbers([node.argument], Math.abs);
		case "not":
			return !isYes(node.argument);
		case "isSet":
			return value(node.argument) !== null;
		case "lower": {
			const text = value(node.argument);
			return text === null ? null : String(text).toLowerCase();
		}
		case "round": {
			const scale = 10 ** node.decimals;
			return numbers([node.argument], (number) => roundHalfEven(number * scale) / scale);
		}
		case "if":
			if (isYes(node.condition)) return value(node.yes);
			return node.no ? value(node.no) : null;
		default:
			return assertNever(node);
	}
}

function finite(number: number): number | null {
	return Number.isFinite(number) ? number : null;
}

/** False when a side is missing. */
function compare<T extends FormulaValue>(
	a: T,
	b: T,
	holds: (a: NonNullable<T>, b: NonNullable<T>) => boolean,
): boolean {
	return a !== null && b !== null && holds(a, b);
}
