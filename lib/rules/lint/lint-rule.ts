import { checkRule } from "@/lib/rules/check/check-rule";
import { dataFindings } from "@/lib/rules/lint/data-findings";
import type { LintFacts } from "@/lib/rules/lint/lint-facts";
import type { LintFinding } from "@/lib/rules/lint/lint-finding";
import { logicFindings } from "@/lib/rules/lint/logic-findings";
import { problemFindings } from "@/lib/rules/lint/problem-findings";

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
