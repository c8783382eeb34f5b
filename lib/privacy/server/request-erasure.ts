import type { runErasureJob } from "@/jobs/privacy/run-erasure";
import { waitForRequests } from "@/lib/consent/server/wait-for-requests";
import { newId } from "@/lib/kernel/ids";
import { log } from "@/lib/platform/log";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { flushOutbox } from "@/lib/platform/warehouse/outbox";
import type { Erasure } from "@/lib/privacy/api";
import { erasureInclude, toErasure } from "@/lib/privacy/server/erasure-view";
import { toHash } from "@/lib/privacy/server/key-hashes";
import { erasePerson } from "@/lib/profiles/server/erase-person";
import { leaveSegments } from "@/lib/segments/server/leave-segments";
import { forgetStays } from "@/lib/syncs/server/delivery-stays";
import { listErasedKeys } from "@/lib/syncs/server/remove-erased";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** When another process takes over from one that died during an erasure. */
export const leaseForMs = 10 * 60_000;

/**
 * Erases a person: when this returns, identifiers and contact data are deleted and no count includes the
 * person. A job continues with destinations and the warehouse until both are confirmed.
 */
export async function requestErasure(ctx: Context, { profileId }: { profileId: number }): Promise<Erasure> {
	allow(ctx, "erasures.write");
	const id = newId("ers", ctx.now.getTime());
	const uids = await ctx.db.$transaction(
		async (tx) => {
			const person = await erasePerson(tx, ctx, { uid: profileId });
			// Read after the person is marked as erased: whatever a sync run adds from here on, its gate
			// stops.
			const keys = await listErasedKeys({ workspace: ctx.workspace, db: tx }, person.uids);
			await forgetStays(tx, ctx.workspace.id, person.uids);
			await tx.erasure.create({
				data: {
					id,
					workspaceId: ctx.workspace.id,
					rootUid: person.rootUid,
					uids: person.uids,
					status: "running",
					requestedBy: ctx.actor.id,
					requestedByName: ctx.actor.name,
					createdAt: ctx.now,
					nextTryAt: new Date(Date.now() + leaseForMs),
					removals: {
						create: keys.map((one) => ({
							syncId: one.syncId,
							syncName: one.syncName,
							destinationName: one.destinationName,
							keyHashes: one.keys.map(toHash),
							identifiers: one.keys.length,
						})),
					},
				},
			});
			await enqueue<typeof runErasureJob>(
				"privacy.run-erasure",
				{ workspaceId: ctx.workspace.id, erasureId: id },
				{ key: `erasure:${id}`, idempotencyKey: `${id}:1`, transaction: tx },
			);
			return person.uids;
		},
		{ timeout: 120_000 },
	);
	// From here on no request takes a key of theirs along.
	await waitForRequests(ctx.db, ctx.workspace.number, uids);
	try {
		await flushOutbox(ctx.db, ctx.warehouse);
		await leaveSegments(ctx, uids);
	} catch (error) {
		// The job repeats it as often as necessary.
		log.warn("privacy.segments_not_left_yet", { erasureId: id, error });
	}
	const row = await ctx.db.erasure.findUniqueOrThrow({ where: { id }, include: erasureInclude });
	return toErasure(row);
}
