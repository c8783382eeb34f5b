import { RE2JS, RE2JSException } from "re2js";
import { type ComparisonProblem, wrong } from "@/lib/rules/read-operand";
import { ruleLimits } from "@/lib/rules/rule-limits";
import { unicodeNames } from "@/lib/rules/unicode-names";

/** Where and why a pattern is not RE2 as the warehouse accepts it, or null. */
export function findPatternProblem(pattern: string): ComparisonProblem | null {
	let size: number;
	try {
		size = patternSize(pattern);
	} catch (error) {
		if (!(error instanceof RE2JSException)) throw error;
		const reason = error.message.replace(/^error parsing regexp: /, "");
		const culprit = /`(.*)`$/s.exec(reason)?.[1];
		return breaks(culprit === undefined ? 0 : Math.max(0, pattern.lastIndexOf(culprit)), reason);
	}
	const unknown = findUnknownClass(pattern);
	if (unknown) return breaks(unknown.index, `no class of characters is called ${unknown[1]}`);
	if (size <= ruleLimits.pattern) return null;
	return wrong(
		`The pattern is too large: with its repetitions written out it has ${size} ranges of characters, ` +
			`${ruleLimits.pattern} are allowed. Repeat with + or * instead of a number, or use a smaller class than \\p{…}`,
	);
}

function breaks(position: number, reason: string): ComparisonProblem {
	return wrong(`The pattern breaks at character ${position + 1}: ${reason}`, position);
}

/** Escaped characters and quoted stretches are passed over: in `\\p{X}` a backslash is quoted, not a class requested. */
function findUnknownClass(pattern: string): RegExpExecArray | null {
	for (const found of pattern.matchAll(/\\Q.*?(?:\\E|$)|\\[pP]\{\^?([^}]*)\}|\\./gs)) {
		if (found[1] !== undefined && !unicodeNames.has(found[1])) return found;
	}
	return null;
}

/**
 * A pattern's size for a byte-based matcher: the character ranges of each step of its program, with
 * repetitions expanded. `\p{L}` has some 680 ranges, so that `\p{L}{1,500}` is larger than the warehouse
 * accepts.
 */
export function patternSize(pattern: string): number {
	// Safe because each step of a program has its ranges, as pairs, or none. A single character is up to four bytes.
	const steps = RE2JS.compile(pattern).re2().prog.inst as { runes?: readonly number[] | null }[];
	return steps.reduce(
		(sum, { runes }) => sum + Math.max(1, runes?.length === 1 ? 4 : (runes?.length ?? 0)),
		0,
	);
}
