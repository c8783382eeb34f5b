import { type Interval, intersect } from "@/lib/rules/lint/intervals";
import type { Claim, Values } from "@/lib/rules/lint/read-claim";

type Line = Extract<Values, { kind: "line" }>;
type Tested = Extract<Values, { kind: "test" }>;

/** Whether no person can meet all of these claims about one subject. Says yes only when that is certain. */
export function isImpossible(claims: readonly Claim[]): boolean {
	const [first] = claims;
	if (!first) return false;
	const isAtomLeft = [...first.allAtoms].some((atom) => claims.every(({ atoms }) => atoms.has(atom)));
	return !isAtomLeft && areValuesExcluded(claims.map(({ values }) => values));
}

function areValuesExcluded(values: readonly Values[]): boolean {
	if (values.some(({ kind }) => kind === "none")) return true;
	const lines = new Map<string, Line[]>();
	for (const each of values) {
		if (each.kind === "line") lines.set(each.line, [...(lines.get(each.line) ?? []), each]);
	}
	if ([...lines.values()].some(isLineEmpty)) return true;
	return isTestExcluded(values.filter((each) => each.kind === "test"));
}

function isLineEmpty(sets: readonly Line[]): boolean {
	const [first] = sets;
	if (!first) return false;
	const left = sets.reduce<Interval[]>(
		(rest, { set }) => intersect(rest, set, first.isWhole),
		intersect(first.domain, first.domain, first.isWhole),
	);
	return left.length === 0;
}

function isTestExcluded(tests: readonly Tested[]): boolean {
	const required = new Set(tests.filter(({ isNot }) => !isNot).map(({ key }) => key));
	if (tests.some(({ isNot, key }) => isNot && required.has(key))) return true;
	const booleans = tests.filter(({ key }) => key.startsWith('{"is":"booleanIs"'));
	const named = tests.find(({ isNot, candidates }) => !isNot && candidates !== null);
	const candidates = named?.candidates ?? (booleans.length > 0 ? [true, false] : null);
	return candidates?.every((value) => tests.some(({ holds, isNot }) => holds(value) === isNot)) ?? false;
}
