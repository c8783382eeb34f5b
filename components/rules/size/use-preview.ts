"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { previewWaitMs } from "@/components/rules/preview-wait";
import { segmentsQueries } from "@/components/segments/api";
import { useCan } from "@/components/shell/workspace-context";
import type { CheckedRule } from "@/lib/rules/check/check-rule";
import type { RuleNode, SegmentRule } from "@/lib/rules/rule";

/** A debounced value. */
function useRested<T>(value: T): T {
	const [rested, setRested] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setRested(value), previewWaitMs);
		return () => clearTimeout(timer);
	}, [value]);
	return rested;
}

const nothing: SegmentRule = { combinator: "and", rules: [] };

/**
 * The size of the draft as of the session's instant. While a newer answer is loading the last one is kept and
 * marked as not current; a superseded request is aborted. A rule with problems is not counted at all.
 */
export function usePreview(checked: CheckedRule, draft: SegmentRule, asOf: string) {
	const rested = useRested(draft);
	// The size of an arbitrary rule could single someone out: requesting it needs the right to see people.
	const mayAsk = useCan("people.read");
	const isAskable = mayAsk && checked.ok && rested === draft;
	const query = useQuery({
		...segmentsQueries.preview(checked.ok ? rested : nothing, asOf),
		enabled: isAskable,
		placeholderData: keepPreviousData,
	});
	const answer = query.data;
	const isCurrent = isAskable && answer !== undefined && !query.isPlaceholderData;
	return {
		mayAsk,
		answer,
		/** Whether the answer is for exactly this rule. */
		isCurrent,
		isComputing: mayAsk && checked.ok && (rested !== draft || query.isFetching),
		error: checked.ok && !query.isFetching ? query.error : null,
		// An equivalent rule may have other ids since it was counted: after undo, or a copy.
		sizes: answer ? sizesById(isCurrent ? draft : answer.rule, answer.nodes) : new Map<string, number>(),
		retry: query.refetch,
	};
}
export type Preview = ReturnType<typeof usePreview>;

/** Sizes by the builder's ids: conditions that moved keep their number, and new ones have none yet. */
function sizesById(rule: SegmentRule, nodes: { path: number[]; size: number }[]): Map<string, number> {
	const sizes = new Map<string, number>();
	for (const { path, size } of nodes) {
		let node: RuleNode | undefined = rule;
		for (const index of path) node = node?.kind === undefined ? node?.rules[index] : undefined;
		if (node?.id) sizes.set(node.id, size);
	}
	return sizes;
}
