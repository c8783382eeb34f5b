import { findOperator, type ValueType } from "@/lib/rules/catalog";
import { operatorReaders, type Reader } from "@/lib/rules/operator-readers";
import { type ComparisonProblem, wrong } from "@/lib/rules/read-operand";
import type { Test } from "@/lib/rules/value-test";

/**
 * An operator with its value, parsed. A missing value fails every test; `negated` inverts the whole answer,
 * so the negated operator is true for people without a value.
 */
export type Comparison = { negated: boolean; test: Test };

export type ReadResult = { ok: true; comparison: Comparison } | { ok: false; problem: ComparisonProblem };

export type ComparisonSource = {
	type: ValueType;
	operator: string;
	value: unknown;
	ignoreCase?: boolean | undefined;
};

/** Reads operator and value of a leaf into a comparison, or says what is wrong with them. */
export function readComparison(
	{ type, operator: id, value, ignoreCase = false }: ComparisonSource,
	timeZone: string,
): ReadResult {
	const operator = findOperator(type, id);
	if (!operator) {
		return { ok: false, problem: { field: "operator", message: `"${id}" does not work on a ${type}` } };
	}
	if (operator.operand !== "none" && (value === null || value === undefined)) {
		return { ok: false, problem: wrong("Choose a value") };
	}
	const test = readerOf(type, operator.id)(value, { ignoreCase, timeZone });
	if ("message" in test) return { ok: false, problem: test };
	return { ok: true, comparison: { negated: operator.includesMissing ?? false, test } };
}

function readerOf(type: ValueType, id: string): Reader {
	// Safe because a table has a row for every operator of its type, and this one is of the type.
	const read = (operatorReaders[type] as Record<string, Reader>)[id];
	if (!read) throw new Error(`Nothing reads "${id}" of a ${type}`);
	return read;
}
