import type { Segment } from "@/lib/platform/postgres/generated/client";
import { type SegmentRule, segmentRule } from "@/lib/rules/rule";
import type { Context } from "@/lib/workspaces/server/context";

/** Stored rules never change: each version is parsed once. */
const parsed = new Map<string, SegmentRule>();
const maxParsed = 5_000;

/**
 * The segments of a workspace that are served by their current rule, with that rule: neither archived nor
 * stale, without a refresh in progress, and with no lease other than `leaseOwner`'s.
 */
export async function readLiveRules(
	ctx: Context,
	leaseOwner: string | null,
): Promise<{ segment: Segment; rule: SegmentRule }[]> {
	const segments = await ctx.db.segment.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			archivedAt: null,
			staleReason: null,
			servedVersion: { equals: ctx.db.segment.fields.currentVersion },
			OR: [{ leaseUntil: null }, { leaseUntil: { lt: new Date() } }, ...(leaseOwner ? [{ leaseOwner }] : [])],
			refreshes: { none: { status: "running" } },
		},
		orderBy: { id: "asc" },
	});
	const keyOf = (segment: Segment) => `${segment.id} ${segment.currentVersion}`;
	const unknown = segments.filter((segment) => !parsed.has(keyOf(segment)));
	if (unknown.length > 0) {
		const rows = await ctx.db.segmentVersion.findMany({
			where: { OR: unknown.map(({ id, currentVersion }) => ({ segmentId: id, version: currentVersion })) },
		});
		if (parsed.size > maxParsed) parsed.clear();
		for (const row of rows) parsed.set(`${row.segmentId} ${row.version}`, segmentRule.parse(row.rule));
	}
	return segments.flatMap((segment) => {
		const rule = parsed.get(keyOf(segment));
		return rule ? [{ segment, rule }] : [];
	});
}
