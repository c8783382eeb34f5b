import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { deleteRows, leaveSets } from "@/lib/profiles/server/erase-history";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import { readMembersAmong } from "@/lib/segments/server/read-members-among";
import { acquireLeases, type Leases } from "@/lib/segments/server/refresh/segment-leases";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const patienceMs = 3_000;

/**
 * Removes erased people from every segment at once, stored sizes included, and deletes the record of their
 * entering and leaving. Throws a retryable conflict while a segment they are in is being refreshed.
 */
export async function leaveSegments(ctx: Context, uids: readonly number[]): Promise<void> {
	allow(ctx, "erasures.write");
	const { number: ws, id: workspaceId } = ctx.workspace;
	await ctx.db.goldenPerson.deleteMany({ where: { segment: { workspaceId }, uid: { in: [...uids] } } });
	const owner = newId("rfr");
	let leases: Leases | undefined;
	let isDone = false;
	try {
		const holding = await findHolding(ctx, ws, uids);
		if (holding.size > 0) {
			leases = await acquireLeases(ctx, [...holding.keys()], owner, patienceMs);
			if (leases.acquired.length < holding.size) {
				throw new AppError("conflict", "A segment of theirs is being refreshed.", { retryable: true });
			}
		}
		// Under the leases no one changes them; a tick may have come first.
		const held = await findHolding(ctx, ws, uids);
		// The base before the log: a log without its last entries would bring back people in the base.
		await leaveSets(ctx, "membership", ["people"], uids);
		await deleteRows(ctx, "membership_change", uids);
		const known = await ctx.db.profile.findMany({
			where: { workspaceNumber: ws, uid: { in: [...uids] }, isKnown: true },
			select: { uid: true },
		});
		const isKnown = new Set(known.map(({ uid }) => uid));
		for (const [id, members] of held) {
			await ctx.db.$executeRaw`
				UPDATE segment SET size = size - ${members.length}::int,
					known_size = known_size - ${members.filter((uid) => isKnown.has(uid)).length}::int
				WHERE id = ${id} AND lease_owner = ${owner}`;
		}
		isDone = true;
	} finally {
		await leases?.release(isDone);
	}
}

/** Which of these people each segment serves, archived segments too: by segment, only where there are any. */
async function findHolding(
	ctx: Context,
	ws: number,
	uids: readonly number[],
): Promise<Map<string, number[]>> {
	const segments = await ctx.db.segment.findMany({
		where: { workspaceId: ctx.workspace.id, servedVersion: { not: null } },
		select: pointerColumns,
	});
	const served = segments.map(toPointer).filter((pointer) => pointer !== null);
	const members = await readMembersAmong(ctx.warehouse, { ws, uids, served });
	return new Map([...members].filter(([, held]) => held.length > 0));
}
