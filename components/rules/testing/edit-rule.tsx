"use client";

import { InBuilder, shopNames } from "@/components/rules/testing/in-builder";
import { toCatalog } from "@/components/rules/to-catalog";
import { ConditionGroup } from "@/components/rules/tree/condition-group";
import { ConditionRow } from "@/components/rules/tree/condition-row";
import { RuleTree } from "@/components/rules/tree/rule-tree";
import { type RuleDraft, useRuleDraft } from "@/components/rules/use-rule-draft";
import { useUndoKeys } from "@/components/shell/drafts/use-undo-keys";
import { checkRule } from "@/lib/rules/check/check-rule";
import type { SegmentRule } from "@/lib/rules/rule";

const controls = { rule: ConditionRow, ruleGroup: ConditionGroup };
const catalog = toCatalog(shopNames);

/** Problems of a rule for the small shop. */
export function problemsOf(rule: SegmentRule) {
	const checked = checkRule(rule, catalog, shopNames.timeZone);
	return checked.ok ? [] : checked.problems;
}

/** The builder without the size beside it: a rule being edited, checked at every key, undone and kept. */
export function EditRule({
	first,
	draftKey,
	onDraft,
}: {
	first: SegmentRule;
	draftKey: string;
	/** Called with the draft at every render. */
	onDraft: (draft: RuleDraft) => void;
}) {
	const draft = useRuleDraft(first, draftKey, 1);
	useUndoKeys(draft);
	onDraft(draft);
	return (
		<InBuilder controls={controls} problems={problemsOf(draft.rule)}>
			<RuleTree label="Conditions" controls={controls} rule={draft.rule} onChange={draft.change} />
		</InBuilder>
	);
}
