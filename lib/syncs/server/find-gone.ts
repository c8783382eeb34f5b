import { Prisma } from "@/lib/platform/postgres/generated/client";
import { listed } from "@/lib/platform/postgres/listed";
import type { Context } from "@/lib/workspaces/server/context";

/** Which of these root people are no longer people of their own: unknown, erased, or merged into someone else. */
export async function findGone(
	ctx: Pick<Context, "db">,
	ws: number,
	uids: readonly number[],
): Promise<ReadonlySet<number>> {
	if (uids.length === 0) return new Set();
	const alive = Prisma.sql`FROM profile WHERE workspace_number = ${ws} AND uid = ANY(${listed(uids)}::int[])
		AND erased_at IS NULL AND root_uid = uid`;
	// Nearly always all of them are there: to count them is one walk along an index, to name them is a row for each.
	const [row] = await ctx.db.$queryRaw<{ count: bigint }[]>`SELECT count(*) AS count ${alive}`;
	if (Number(row?.count ?? 0) === uids.length) return new Set();
	const rows = await ctx.db.$queryRaw<{ uid: number }[]>`SELECT uid ${alive}`;
	const known = new Set(rows.map(({ uid }) => uid));
	return new Set(uids.filter((uid) => !known.has(uid)));
}
