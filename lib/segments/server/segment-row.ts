import { AppError } from "@/lib/kernel/app-error";
import { columnsOf } from "@/lib/platform/postgres/columns-of";
import type { Database, Transaction } from "@/lib/platform/postgres/database";
import { Prisma, type Segment } from "@/lib/platform/postgres/generated/client";
import { prepared } from "@/lib/platform/postgres/prepared";
import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import { type SegmentRule, segmentRule } from "@/lib/rules/rule";
import type { SegmentDetail, SegmentState, SegmentSummary } from "@/lib/segments/contracts";
import { maskSize } from "@/lib/workspaces/people-count";
import type { Context } from "@/lib/workspaces/server/context";

type Asker = Pick<Context, "actor" | "now">;

function stateOf(segment: Segment): SegmentState {
	if (segment.archivedAt) return "archived";
	if (segment.staleReason !== null) return "stale";
	return segment.servedVersion === null ? "building" : "live";
}

/**
 * A segment's row as the actor may see it; `base` is how many people there are, for roles that see sizes only
 * in part.
 */
export function toSummary(ctx: Asker, segment: Segment, base: number | null): SegmentSummary {
	return {
		id: segment.id,
		name: segment.name,
		description: segment.description,
		ownerId: segment.ownerId,
		ownerName: segment.ownerName,
		state: stateOf(segment),
		staleReason: segment.staleReason,
		nextTryAt: segment.nextTryAt?.toISOString() ?? null,
		isRefreshing: segment.leaseUntil !== null && segment.leaseUntil > ctx.now,
		version: segment.currentVersion,
		servedVersion: segment.servedVersion,
		size: maskSize(ctx, segment.size, base),
		knownSize: maskSize(ctx, segment.knownSize, segment.size),
		asOf: segment.asOf?.toISOString() ?? null,
		refreshEveryMinutes: segment.refreshEveryMinutes,
		tags: segment.tags,
		createdAt: segment.createdAt.toISOString(),
		updatedAt: segment.updatedAt.toISOString(),
	};
}

export function toDetail(
	ctx: Asker,
	segment: Segment,
	rule: SegmentRule,
	base: number | null = null,
): SegmentDetail {
	return { ...toSummary(ctx, segment, base), rule };
}

/** What is served of a segment; a precondition that says so where nothing ever was. */
export function requireServed(segment: Segment): ServedPointer {
	const served = toPointer(segment);
	if (served) return served;
	throw new AppError("precondition", "This segment has not been computed yet: refresh it first.");
}

/** The segment of this workspace; another workspace's does not exist. */
export async function requireSegment(
	ctx: Pick<Context, "workspace">,
	db: Database | Transaction,
	id: string,
): Promise<Segment> {
	const segment = await db.segment.findFirst({ where: { id, workspaceId: ctx.workspace.id } });
	if (!segment) throw noSuchSegment();
	return segment;
}

function noSuchSegment(): AppError {
	return new AppError("not_found", "There is no such segment in this workspace.");
}

const columns = columnsOf(Prisma.SegmentScalarFieldEnum, "s");

/** A segment of this workspace with its current rule, in one statement. */
export async function readSegmentWithRule(
	ctx: Pick<Context, "workspace" | "db">,
	id: string,
): Promise<{ segment: Segment; rule: SegmentRule }> {
	const [row] = await ctx.db.$queryRaw<(Segment & { rule: unknown })[]>(
		prepared(Prisma.sql`
			SELECT ${columns}, v.rule FROM segment s
			JOIN segment_version v ON v.segment_id = s.id AND v.version = s.current_version
			WHERE s.id = ${id} AND s.workspace_id = ${ctx.workspace.id}`),
	);
	if (!row) throw noSuchSegment();
	const { rule, ...segment } = row;
	return { segment, rule: segmentRule.parse(rule) };
}

/** The rule of one version, as stored. */
export async function readRule(
	db: Database | Transaction,
	segmentId: string,
	version: number,
): Promise<SegmentRule> {
	const row = await db.segmentVersion.findUnique({ where: { segmentId_version: { segmentId, version } } });
	if (!row) throw new AppError("not_found", `There is no version ${version} of this segment.`);
	return segmentRule.parse(row.rule);
}
