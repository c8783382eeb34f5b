import { Prisma } from "@/lib/platform/postgres/generated/client";
import { countForRest } from "@/lib/profiles/server/count-profiles";
import { type SegmentTrend, trendDays } from "@/lib/segments/contracts";
import { maskSize } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const dayMs = 86_400_000;
const daysOfChange = 7;
/** As many segments as the list shows, and no more. */
const maxSegments = 200;

type TrendRow = { id: string; size: number | null; servedVersion: number | null } & {
	sizes: (number | null)[];
	weekAgoVersion: number | null;
};
type UseRow = { segmentId: string; kind: "campaign" | "sync"; count: number; name: string };

/**
 * Size over the last days and uses of one segment, or of those changed last. A size holds until the next
 * refresh, so that each day's is the last finished refresh before its end: one index look-up for each,
 * however many refreshes there were.
 */
export async function listTrends(
	ctx: Context,
	{ segmentId }: { segmentId?: string | undefined } = {},
): Promise<{ asOf: string; items: SegmentTrend[] }> {
	allow(ctx, "segments.read");
	const ends = Array.from({ length: trendDays }, (_, index) => {
		return new Date(ctx.now.getTime() - (trendDays - index) * dayMs);
	});
	const isWanted = segmentId === undefined ? Prisma.empty : Prisma.sql`AND id = ${segmentId}`;
	const isUse = segmentId === undefined ? Prisma.empty : Prisma.sql`AND segment_id = ${segmentId}`;
	const [base, rows, uses] = await Promise.all([
		countForRest(ctx),
		ctx.db.$queryRaw<TrendRow[]>`
			SELECT s.id, s.size, s.served_version AS "servedVersion", past.sizes, past.versions[${trendDays - daysOfChange + 1}::int] AS "weekAgoVersion"
			FROM (
				SELECT id, size, served_version FROM segment
				WHERE workspace_id = ${ctx.workspace.id} AND archived_at IS NULL AND campaign_id IS NULL ${isWanted}
				ORDER BY updated_at DESC, id LIMIT ${maxSegments}
			) s
			CROSS JOIN LATERAL (
				SELECT array_agg(r.size ORDER BY e.at) AS sizes, array_agg(r.version ORDER BY e.at) AS versions
				FROM unnest(${ends}::timestamptz[]) AS e(at)
				LEFT JOIN LATERAL (
					SELECT size, version FROM segment_refresh
					WHERE segment_id = s.id AND status = 'finished' AND as_of <= e.at
					ORDER BY as_of DESC LIMIT 1
				) r ON true
			) past`,
		ctx.db.$queryRaw<UseRow[]>`
			SELECT segment_id AS "segmentId", 'campaign' AS kind, count(*)::int AS count, min(name) AS name
			FROM (
				SELECT name, unnest(CASE WHEN chosen_segment_ids = '{}' THEN ARRAY[segment_id] ELSE chosen_segment_ids END) AS segment_id
				FROM campaign
				WHERE workspace_id = ${ctx.workspace.id} AND archived_at IS NULL AND status IN ('draft', 'scheduled', 'running')
			) AS addressed
			WHERE segment_id IS NOT NULL ${isUse}
			GROUP BY segment_id
			UNION ALL
			SELECT segment_id, 'sync', count(*)::int, min(name) FROM sync
			WHERE workspace_id = ${ctx.workspace.id} AND archived_at IS NULL AND campaign_id IS NULL ${isUse}
			GROUP BY segment_id`,
	]);
	return {
		asOf: ctx.now.toISOString(),
		items: rows.map(({ id, size, servedVersion, sizes, weekAgoVersion }) => {
			const of = (kind: UseRow["kind"]) =>
				uses.find((use) => use.segmentId === id && use.kind === kind) ?? null;
			const campaigns = of("campaign");
			const syncs = of("sync");
			return {
				segmentId: id,
				sizes: [...sizes, size].map((each) => maskSize(ctx, each, base)),
				isRuleNew: weekAgoVersion !== null && weekAgoVersion !== servedVersion,
				usedIn: {
					campaigns: campaigns?.count ?? 0,
					syncs: syncs?.count ?? 0,
					name: campaigns?.name ?? syncs?.name ?? null,
				},
			};
		}),
	};
}
