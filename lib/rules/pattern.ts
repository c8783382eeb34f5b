import { RE2JS, RE2JSException } from "re2js";
import { type ComparisonProblem, wrong } from "@/lib/rules/read-operand";

/** Where and why a pattern is not RE2, or null. */
export function findPatternProblem(pattern: string): ComparisonProblem | null {
	try {
		RE2JS.compile(pattern);
		return null;
	} catch (error) {
		if (!(error instanceof RE2JSException)) throw error;
		const reason = error.message.replace(/^error parsing regexp: /, "");
		const culprit = /`(.*)`$/s.exec(reason)?.[1];
		const position = culprit === undefined ? 0 : Math.max(0, pattern.lastIndexOf(culprit));
		return wrong(`The pattern breaks at character ${position + 1}: ${reason}`, position);
	}
}
