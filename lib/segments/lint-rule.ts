import { checkRule } from "@/lib/segments/check-rule";
import { dataFindings } from "@/lib/segments/lint/data-findings";
import type { LintFacts } from "@/lib/segments/lint/lint-facts";
import { logicFindings } from "@/lib/segments/lint/logic-findings";
import { problemFindings } from "@/lib/segments/lint/problem-findings";
import type { LintFinding } from "@/lib/segments/lint-finding";

const order = { error: 0, warning: 1, info: 2 };

/**
 * What is probably not meant in a rule, the worst first: what keeps it from being used; else what follows from the rule
 * alone and what the data says of it.
 */
export function lintRule(rule: unknown, facts: LintFacts): LintFinding[] {
	const checked = checkRule(rule, facts.catalog, facts.timeZone);
	if (!checked.ok) return problemFindings(rule, checked.problems, facts.catalog, facts.timeZone);
	const found = [
		...logicFindings(checked.rule, facts.timeZone, facts.names),
		...dataFindings(checked.rule, facts),
	];
	return found.sort((a, b) => order[a.severity] - order[b.severity]);
}
