import { z } from "zod";
import type { MatchPoint } from "@/lib/syncs/people-contracts";
import { findSync } from "@/lib/syncs/server/open-sync";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const days = 90;
const dayMs = 86_400_000;

// Rows are written as the network's definition gives them: AudienceSize of lib/destinations/contract.ts.
const stored = z.object({
	lower: z.number(),
	upper: z.number(),
	matchRate: z.object({ lower: z.number(), upper: z.number() }).optional(),
});

/**
 * What the destination said of its audience's size and match rate over the last 90 days: the newest of each
 * day, oldest first. A run's own rate counts on days on which it gives none for the audience, once it is
 * final.
 */
export async function listMatches(
	ctx: Context,
	syncId: string,
): Promise<{ items: MatchPoint[]; nextCursor: null }> {
	allow(ctx, "people.read");
	await findSync(ctx, syncId);
	const since = new Date(ctx.now.getTime() - days * dayMs);
	const zone = ctx.workspace.timeZone;
	const readings = await ctx.db.$queryRaw<{ day: string; at: Date; size: unknown }[]>`
		SELECT DISTINCT ON (1) to_char(at AT TIME ZONE ${zone}, 'YYYY-MM-DD') AS day, at, size FROM audience_reading
		WHERE sync_id = ${syncId} AND at >= ${since} ORDER BY 1, at DESC`;
	const runs = await ctx.db.$queryRaw<{ day: string; at: Date; matched: number; sent: number }[]>`
		SELECT DISTINCT ON (1) to_char(finished_at AT TIME ZONE ${zone}, 'YYYY-MM-DD') AS day, finished_at AS at,
			(counts ->> 'matched')::int AS matched,
			coalesce((counts ->> 'added')::int, 0) + coalesce((counts ->> 'renewed')::int, 0) AS sent
		FROM sync_run WHERE sync_id = ${syncId} AND created_at >= ${since} AND status = 'finished'
			AND NOT EXISTS (SELECT 1 FROM sync_receipt p WHERE p.run_id = sync_run.id AND p.poll_at IS NOT NULL)
			AND finished_at IS NOT NULL AND (counts ->> 'matched') IS NOT NULL
			AND coalesce((counts ->> 'added')::int, 0) + coalesce((counts ->> 'renewed')::int, 0) > 0
		ORDER BY 1, finished_at DESC`;
	const points = new Map<string, MatchPoint>();
	for (const { day, at, matched, sent } of runs) {
		const rate = matched / sent;
		points.set(day, { at: at.toISOString(), size: null, rate: { lower: rate, upper: rate } });
	}
	for (const { day, at, size } of readings) {
		const { lower, upper, matchRate } = stored.parse(size);
		const rate = matchRate ? { lower: matchRate.lower / 100, upper: matchRate.upper / 100 } : null;
		points.set(day, {
			at: at.toISOString(),
			// Below zero: it does not say yet.
			size: lower < 0 ? null : { lower, upper },
			rate: rate ?? points.get(day)?.rate ?? null,
		});
	}
	const items = [...points].sort(([one], [other]) => one.localeCompare(other)).map(([, point]) => point);
	return { items, nextCursor: null };
}
