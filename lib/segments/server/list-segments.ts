import { AppError } from "@/lib/kernel/app-error";
import { containsText } from "@/lib/platform/postgres/contains-text";
import type { Prisma } from "@/lib/platform/postgres/generated/client";
import { countForRest } from "@/lib/profiles/server/count-profiles";
import type { ListSegmentsQuery, SegmentSummary } from "@/lib/segments/contracts";
import { toSummary } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const stateFilter: Record<ListSegmentsQuery["state"], Prisma.SegmentWhereInput> = {
	all: {},
	active: { archivedAt: null },
	live: { archivedAt: null, staleReason: null, servedVersion: { not: null } },
	building: { archivedAt: null, staleReason: null, servedVersion: null },
	stale: { archivedAt: null, staleReason: { not: null } },
	archived: { archivedAt: { not: null } },
};

const sortOrder: Record<
	ListSegmentsQuery["sort"],
	{ first: "asc" | "desc"; by: (direction: "asc" | "desc") => Prisma.SegmentOrderByWithRelationInput }
> = {
	updated: { first: "desc", by: (updatedAt) => ({ updatedAt }) },
	name: { first: "asc", by: (name) => ({ name }) },
	size: { first: "desc", by: (sort) => ({ size: { sort, nulls: "last" } }) },
};

/** Segments of the workspace: searched by name, description, owner and tag, filtered by state, owner and tag, sorted. */
export async function listSegments(
	ctx: Context,
	query: ListSegmentsQuery,
): Promise<{ items: SegmentSummary[]; nextCursor: string | null }> {
	allow(ctx, "segments.read");
	const { first, by } = sortOrder[query.sort];
	const contains = containsText(query.search ?? "");
	if (!/^\d{1,9}$/.test(query.cursor ?? "0")) {
		throw new AppError("invalid", "This is not a cursor of this list.");
	}
	const offset = Number(query.cursor ?? 0);
	const rows = await ctx.db.segment.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			campaignId: null,
			...stateFilter[query.state],
			...(query.owner === undefined ? {} : { ownerId: query.owner }),
			...(query.tag === undefined ? {} : { tags: { has: query.tag } }),
			...(query.search
				? { OR: [{ name: contains }, { description: contains }, { ownerName: contains }] }
				: {}),
		},
		orderBy: [by(query.direction ?? first), { id: "asc" }],
		skip: offset,
		take: query.limit + 1,
	});
	const base = await countForRest(ctx);
	return {
		items: rows.slice(0, query.limit).map((row) => toSummary(ctx, row, base)),
		nextCursor: rows.length > query.limit ? String(offset + query.limit) : null,
	};
}
