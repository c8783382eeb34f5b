import type { SegmentRule } from "@/lib/rules/rule";

/** The most segments a campaign combines, and the most it leaves out. */
export const maxAudienceSegments = 10;

/** The segments whose people a campaign addresses, and those whose people it leaves out. */
export interface AudienceSegments {
	/** At least one. */
	included: readonly string[];
	excluded: readonly string[];
}

/** Whether a segment of the campaign's own is needed: one segment without exclusions is addressed as it is. */
export function isCombined({ included, excluded }: AudienceSegments): boolean {
	return included.length > 1 || excluded.length > 0;
}

/** Members of any of the included segments and of none of the excluded ones, in the segment language. */
export function audienceRule({ included, excluded }: AudienceSegments): SegmentRule {
	const leaf = (field: string, operator: "isMember" | "isNotMember") =>
		({ kind: "segment", field, operator, value: null }) as const;
	return {
		combinator: "and",
		rules: [
			{ combinator: "or", rules: included.map((id) => leaf(id, "isMember")) },
			...excluded.map((id) => leaf(id, "isNotMember")),
		],
	};
}

/** What is wrong with a choice of segments, by field; none if nothing is. */
export function audienceIssues({
	included,
	excluded,
}: AudienceSegments): { path: string; message: string }[] {
	const issues: { path: string; message: string }[] = [];
	if (new Set(included).size < included.length)
		issues.push({ path: "moreSegmentIds", message: "A segment is chosen twice. Remove one of the two." });
	if (new Set(excluded).size < excluded.length)
		issues.push({
			path: "excludedSegmentIds",
			message: "A segment is left out twice. Remove one of the two.",
		});
	if (excluded.some((id) => included.includes(id)))
		issues.push({
			path: "excludedSegmentIds",
			message: "A segment cannot be addressed and left out. Remove it from one of the two.",
		});
	return issues;
}
