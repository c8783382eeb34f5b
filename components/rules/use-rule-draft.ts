"use client";

import { useMemo } from "react";
import { prepareRuleGroup } from "react-querybuilder";
import { type KeptDraftState, useKeptDraft } from "@/components/shell/drafts/use-kept-draft";
import { type RuleNode, type SegmentRule, segmentRule } from "@/lib/rules/rule";
import { draftShape } from "@/lib/rules/unread";

/** The rule being edited, and what can be done with it. */
export type RuleDraft = Omit<KeptDraftState<SegmentRule>, "value"> & { rule: SegmentRule };

/** The current ids of all nodes. */
function orderOf(node: RuleNode): string {
	const inner = node.kind === undefined ? `(${node.rules.map(orderOf).join(" ")})` : "";
	return `${node.id ?? ""}${inner}`;
}

/** Gives every node the id the builder needs. */
function withHandles(rule: SegmentRule): SegmentRule {
	// Safe because only ids are added.
	return prepareRuleGroup(rule as never) as never;
}

function readRule(kept: unknown): SegmentRule | null {
	// Safe because it has the shape of a rule except for what is still being typed.
	return segmentRule.safeParse(draftShape(kept)).success ? (kept as SegmentRule) : null;
}

const ofRules = { read: readRule, prepare: withHandles, orderOf };

/** The rule of a saved segment in the builder. */
export function useRuleDraft(saved: SegmentRule, key: string, version: number): RuleDraft {
	const { value, ...draft } = useKeptDraft(saved, { key, version, ...ofRules });
	return { ...draft, rule: value };
}

type NamedRule = { name: string; rule: SegmentRule };

const ofNamedRules = {
	read: (kept: unknown): NamedRule | null => {
		if (typeof kept !== "object" || kept === null || !("name" in kept) || !("rule" in kept)) return null;
		const rule = readRule(kept.rule);
		return rule && typeof kept.name === "string" ? { name: kept.name, rule } : null;
	},
	prepare: ({ name, rule }: NamedRule): NamedRule => ({ name, rule: withHandles(rule) }),
	orderOf: ({ rule }: NamedRule) => orderOf(rule),
};

/** A new segment: its rule in the builder, starting with `begun`, and its name. */
export function useNewSegmentDraft(key: string, begun: SegmentRule) {
	const nothing = useMemo((): NamedRule => ({ name: "", rule: begun }), [begun]);
	const { value, change, reset, ...draft } = useKeptDraft(nothing, { key, ...ofNamedRules });
	const { name, rule } = value;
	return {
		...draft,
		name,
		rule,
		change: (next: SegmentRule) => change({ name, rule: next }),
		reset: (next: SegmentRule) => reset({ name, rule: next }),
		rename: (next: string) => change({ name: next, rule }),
		/** Starts with a rule, under a name if none was typed. */
		begin: (next: SegmentRule, suggested: string) =>
			change({ name: name.trim() === "" ? suggested : name, rule: next }),
		startOver: () => reset(nothing),
	};
}
