import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { Flip } from "@/lib/rules/evaluate/find-flips";
import type { Live } from "@/lib/segments/server/refresh/live-segments";
import { noteChanged } from "@/lib/segments/server/refresh/note-changed";
import type { Held } from "@/lib/segments/server/refresh/under-leases";
import type { Context } from "@/lib/workspaces/server/context";

/** Rows of the log that some flips of segments are: `rule` is the place of its segment. */
export function rowsOfFlips(
	ctx: Context,
	segments: readonly { segmentId: string; version: number }[],
	flips: readonly Flip[],
	servedAt: Date,
): object[] {
	const served_at = servedAt.toISOString();
	return flips.map(({ rule, uid, change, at, cause }) => ({
		ws: ctx.workspace.number,
		segment: segments[rule]?.segmentId,
		version: segments[rule]?.version,
		uid,
		change,
		effective_at: new Date(at).toISOString(),
		served_at,
		cause,
	}));
}

/**
 * Writes who enters and who leaves some segments to the log, then switches: all of it is served from here on,
 * at once. The segments are held by `leaseOwner`, which releases them: what is logged of a segment that
 * another has taken over would be served with what that one logs.
 */
export async function serveFlips(
	ctx: Context,
	live: readonly Live[],
	flips: readonly Flip[],
	{ servedAt, leaseOwner, requireHeld }: Omit<Held, "live">,
): Promise<void> {
	if (flips.length > 0) await requireHeld();
	const pointers = live.map(({ pointer }) => pointer);
	await insertRows(ctx.warehouse, "membership_change", rowsOfFlips(ctx, pointers, flips, servedAt), {
		token: leaseOwner,
	});
	const moved = [...new Set(flips.map(({ uid }) => uid))];
	const known = new Set(
		(
			await ctx.db.profile.findMany({
				where: { workspaceNumber: ctx.workspace.number, uid: { in: moved }, isKnown: true },
				select: { uid: true },
			})
		).map(({ uid }) => uid),
	);
	const total = live.map(() => 0);
	const knownTotal = live.map(() => 0);
	for (const { rule, uid, change: to } of flips) {
		const by = to === "entered" ? 1 : -1;
		total[rule] = (total[rule] ?? 0) + by;
		if (known.has(uid)) knownTotal[rule] = (knownTotal[rule] ?? 0) + by;
	}
	await ctx.db.$executeRaw`
		UPDATE segment SET as_of = ${ctx.now}, served_at = ${servedAt}, size = size + given.moved,
			known_size = known_size + given.known_moved, lease_owner = NULL, lease_until = NULL
		FROM unnest(${live.map(({ segment }) => segment.id)}::text[], ${total}::int[], ${knownTotal}::int[])
			AS given (id, moved, known_moved)
		WHERE segment.id = given.id AND lease_owner = ${leaseOwner}`;
	const changed = new Set(flips.map(({ rule }) => rule));
	await noteChanged(
		ctx.db,
		live.filter((_, rule) => changed.has(rule)).map(({ segment }) => segment.id),
		servedAt,
	);
}
