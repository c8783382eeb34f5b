import type { ExplainedNode } from "@/lib/rules/contracts";
import { decidingEvents, describeEvidence } from "@/lib/rules/describe/describe-evidence";
import { describeLeaf } from "@/lib/rules/describe/describe-rule";
import type { Evidence } from "@/lib/rules/evaluate/prepare-rule";
import type { Names } from "@/lib/rules/leaf-kind";
import type { RuleNode, SegmentRule } from "@/lib/rules/rule";

const maxEvents = 5;

/** One entry for each group and condition in reading order, and what would have to change for the rule to hold. */
export function explainRule(
	rule: SegmentRule,
	evidence: readonly Evidence[],
	names: Names,
	timeZone: string,
): { nodes: ExplainedNode[]; missing: string[] } {
	const byPath = new Map(evidence.map((each) => [each.path.join(), each]));
	const nodes: ExplainedNode[] = [];
	const visit = (node: RuleNode, path: number[]): Answer => {
		if (node.kind !== undefined) {
			const found = byPath.get(path.join());
			if (!found) throw new Error("Every condition has its evidence");
			const events = decidingEvents(found);
			const text = describeLeaf(node, names);
			nodes.push({
				path,
				combinator: null,
				isNot: false,
				holds: found.matches,
				text,
				evidence: describeEvidence(node, found, timeZone),
				events: events
					.slice(-maxEvents)
					.reverse()
					.map(({ event, time, message }) => ({ event, at: new Date(time).toISOString(), message })),
				eventCount: events.length,
			});
			return { holds: found.matches, missing: (wanted) => (wanted ? [text] : [`anything but: ${text}`]) };
		}
		const entry: ExplainedNode = {
			path,
			combinator: node.combinator,
			isNot: node.not ?? false,
			holds: false,
			text: node.label ?? groupText(node.combinator, node.not ?? false),
			evidence: "",
			events: [],
			eventCount: 0,
		};
		nodes.push(entry);
		const parts = node.rules.map((child, index) => visit(child, [...path, index]));
		const isAnd = node.combinator === "and";
		const together = isAnd ? parts.every(({ holds }) => holds) : parts.some(({ holds }) => holds);
		entry.holds = together !== entry.isNot;
		return { holds: entry.holds, missing: (wanted) => missingOf(parts, isAnd, wanted !== entry.isNot) };
	};
	const answer = visit(rule, []);
	return { nodes, missing: answer.holds ? [] : answer.missing(true) };
}

type Answer = { holds: boolean; missing: (wanted: boolean) => string[] };

/** What must change for parts to come to an answer: each that differs, or any one of them. */
function missingOf(parts: readonly Answer[], isAnd: boolean, wanted: boolean): string[] {
	const needed = parts.filter(({ holds }) => holds !== wanted).map(({ missing }) => missing(wanted));
	const isEach = isAnd === wanted;
	if (isEach || needed.length === 1) return needed.flat();
	return [`one of these: ${needed.map((one) => one.join(" and ")).join("; or ")}`];
}

function groupText(combinator: "and" | "or", isNot: boolean): string {
	if (isNot) return combinator === "and" ? "Not all of these" : "None of these";
	return combinator === "and" ? "All of these" : "Any of these";
}
