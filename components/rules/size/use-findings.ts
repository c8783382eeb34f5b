"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Preview } from "@/components/rules/size/use-preview";
import { segmentsQueries } from "@/components/segments/api";
import type { LintFinding } from "@/lib/rules/lint/lint-finding";

const none: readonly LintFinding[] = [];

/**
 * What is probably not intended in the last counted rule: requested after the size, so that the number never
 * waits for it. If the linter fails, nothing is reported; the rule can be saved anyway.
 */
export function useFindings({ answer, isCurrent }: Preview, segmentId: string | undefined) {
	const query = useQuery({
		...segmentsQueries.lint(answer?.rule ?? { combinator: "and", rules: [] }, segmentId, answer?.asOf),
		enabled: isCurrent && answer !== undefined,
		placeholderData: keepPreviousData,
	});
	return {
		findings: query.data?.findings ?? none,
		areCurrent: isCurrent && !query.isPlaceholderData,
		areOnTheirWay: query.isFetching,
	};
}
export type CurrentFindings = ReturnType<typeof useFindings>;
