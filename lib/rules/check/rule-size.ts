import type { RuleProblem } from "@/lib/rules/check/check-rule";
import { patternSize } from "@/lib/rules/pattern";
import type { RuleLeaf, RuleNode } from "@/lib/rules/rule";
import { ruleLimits } from "@/lib/rules/rule-limits";

/**
 * A rule's cost for the warehouse: how many tests it runs, and how many bytes of names and values it
 * receives.
 */
export type RuleSize = { tests: number; bytes: number };

/** A condition is a separate scan, a date is parsed from text first, and a pattern runs step by step. */
const testsOfCondition = 10;
const testsOfDate = 10;
const rangesPerTest = 100;
/** A circle is sent row by row of latitude. */
const kmPerTest = 100;

export const noSize: RuleSize = { tests: 0, bytes: 0 };

/** The condition that makes a rule larger than the warehouse accepts, or null; everything before it fits. */
export function findOversize(rule: RuleNode): RuleProblem | null {
	let size = noSize;
	for (const { leaf, path } of leavesAt(rule, [])) {
		size = addSize(size, leaf);
		const message = oversizeMessage(size);
		if (message !== null) return { path, message };
	}
	return null;
}

/** What to say of a rule that is too large, or null. */
export function oversizeMessage({ tests, bytes }: RuleSize, what = "rule"): string | null {
	if (tests > ruleLimits.tests) {
		return (
			`With this the ${what} comes to ${tests} tests; ${ruleLimits.tests} are allowed. ` +
			"Remove filters, or move some of the conditions into a segment of their own and build on that"
		);
	}
	if (bytes > ruleLimits.bytes) {
		return (
			`With this the names and values of the ${what} come to ${Math.ceil(bytes / 1000)} KB; ` +
			`${ruleLimits.bytes / 1000} are allowed. Upload the people as a list, or use fewer values`
		);
	}
	return null;
}

function leavesAt(node: RuleNode, path: number[]): { leaf: RuleLeaf; path: number[] }[] {
	if (node.kind !== undefined) return [{ leaf: node, path }];
	return node.rules.flatMap((child, index) => leavesAt(child, [...path, index]));
}

/** Keys whose text is the language's own, or only for people: it is never sent to the warehouse. */
const notSent = new Set(["id", "label", "kind", "combinator", "operator", "type", "unit"]);

/**
 * A size with that of a condition, or of any part of one. Each filter is a test, and each step of a sequence
 * and event of a set of features; a condition counts for ten, a filter on a date as well, a pattern one more for every
 * hundred ranges of its size, and a circle one more for every hundred kilometers of its radius.
 */
export function addSize(sofar: RuleSize, part: unknown, key = ""): RuleSize {
	const { tests, bytes } = sofar;
	if (typeof part === "string") return notSent.has(key) ? sofar : { tests, bytes: bytes + sentBytes(part) };
	if (typeof part === "number") return { tests, bytes: bytes + String(part).length + 1 };
	if (Array.isArray(part)) return part.reduce<RuleSize>((size, item) => addSize(size, item, key), sofar);
	if (typeof part !== "object" || part === null) return sofar;
	return Object.entries(part).reduce<RuleSize>((size, [inner, value]) => addSize(size, value, inner), {
		tests: tests + testsOf(part),
		bytes,
	});
}

function testsOf(part: object): number {
	if ("km" in part && typeof part.km === "number") return Math.floor(part.km / kmPerTest);
	if (!("kind" in part && "operator" in part)) return "event" in part ? 1 : 0;
	const pattern = part.operator === "matches" && "value" in part ? String(part.value) : null;
	const ofPattern = pattern === null ? 0 : Math.ceil(patternSize(pattern) / rangesPerTest);
	if (part.kind !== "property") return testsOfCondition + ofPattern;
	return ("type" in part && part.type === "date" ? testsOfDate : 1) + ofPattern;
}

/** A text's size in transit: UTF-8 bytes, escaped characters counted twice, plus quotes and separator. */
function sentBytes(text: string): number {
	return new TextEncoder().encode(text).length + (text.match(/['\\\p{Cc}]/gu)?.length ?? 0) + 3;
}
