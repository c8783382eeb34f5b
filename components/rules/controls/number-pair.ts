import { readTypedNumber } from "@/lib/kernel/typed-number";
import type { OperandValue } from "@/lib/rules/rule";

/** The content of a number field: the number, text that is not a number yet, or nothing. */
export type TypedNumber = number | string | null;

/** What a leaf holds in the place of one number. */
export function numberOf(value: OperandValue): TypedNumber {
	return typeof value === "number" || typeof value === "string" ? value : null;
}

/** Two bounds as a rule holds them: a list is all numbers or all text. */
export function pairOf(from: TypedNumber, to: TypedNumber): OperandValue {
	if (typeof from === "number" && typeof to === "number") return [from, to];
	return [String(from ?? ""), String(to ?? "")];
}

/** The bounds a rule holds, each as a number where it is one. */
export function boundsOf(value: OperandValue): [from: TypedNumber, to: TypedNumber] {
	const [from, to]: unknown[] = Array.isArray(value) ? value : [];
	return [boundOf(from), boundOf(to)];
}

function boundOf(held: unknown): TypedNumber {
	if (typeof held === "number") return held;
	return typeof held === "string" && held !== "" ? (readTypedNumber(held) ?? held) : null;
}
