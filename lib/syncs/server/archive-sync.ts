import { holdDestination } from "@/lib/destinations/server/hold-destination";
import { AppError } from "@/lib/kernel/app-error";
import type { SyncDetail } from "@/lib/syncs/contracts";
import { enqueueRunWithin } from "@/lib/syncs/server/enqueue-sync-run";
import { getSync } from "@/lib/syncs/server/get-sync";
import { hasPossiblyPresent } from "@/lib/syncs/server/has-possibly-present";
import { findSync } from "@/lib/syncs/server/open-sync";
import type { AudienceEnd } from "@/lib/syncs/sync-settings";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Ends a sync. `leave`: at once, and the people at the destination stay there, out of Muster's control; `empty`:
 * its runs remove everyone, whatever fails in between, and it is archived when the audience is empty. Until then it
 * is visible, and can be restored.
 */
export async function archiveSync(
	ctx: Context,
	syncId: string,
	{ audience }: { audience: AudienceEnd },
): Promise<{ id: string; isArchived: boolean }> {
	allow(ctx, "syncs.write");
	const sync = await findSync(ctx, syncId);
	if (sync.campaign?.status === "running") {
		throw new AppError(
			"conflict",
			`The campaign "${sync.campaign.name}" delivers through this sync. End it first.`,
		);
	}
	return await ctx.db.$transaction(async (tx) => {
		await tx.$queryRaw`SELECT id FROM sync WHERE id = ${syncId} FOR UPDATE`;
		const isEmptied = audience === "empty" && (await mayHold(tx, syncId));
		const { count } = await tx.sync.updateMany({
			where: { id: syncId, archivedAt: null, ...(isEmptied ? { emptyingSince: null } : {}) },
			data: isEmptied
				? {
						emptyingSince: ctx.now,
						nextRunAt: ctx.now,
						...(sync.status === "paused" ? { status: "active", statusReason: null } : {}),
					}
				: { archivedAt: ctx.now, nextRunAt: null },
		});
		if (count > 0) {
			await recordAudit(tx, ctx, isEmptied ? "sync.emptying" : "sync.archived", syncId, {
				name: sync.name,
				audience,
			});
			if (isEmptied) {
				await enqueueRunWithin(tx, {
					workspaceId: ctx.workspace.id,
					syncId,
					trigger: "emptying",
					now: ctx.now,
				});
			}
		}
		return { id: syncId, isArchived: !isEmptied };
	});
}

/** Whether there is anyone to remove, or a run that may be adding someone. */
async function mayHold(
	tx: Parameters<typeof hasPossiblyPresent>[0] & RunReader,
	syncId: string,
): Promise<boolean> {
	if (await hasPossiblyPresent(tx, syncId)) return true;
	const running = { syncId, status: { in: ["running", "cancelling"] } };
	return (await tx.syncRun.count({ where: running })) > 0;
}
type RunReader = Pick<Context["db"], "syncRun">;

/** Takes a sync out of the archive, or stops its being emptied; its next run brings the audience up to date. */
export async function restoreSync(ctx: Context, syncId: string): Promise<SyncDetail> {
	allow(ctx, "syncs.write");
	const sync = await ctx.db.sync.findFirst({
		where: { id: syncId, workspaceId: ctx.workspace.id },
		include: { segment: true, destination: true, campaign: true },
	});
	if (!sync) throw new AppError("not_found", "This sync does not exist.");
	if (sync.archivedAt === null && sync.emptyingSince === null) return await getSync(ctx, syncId);
	for (const [noun, used] of [
		["segment", sync.segment],
		["destination", sync.destination],
		["campaign", sync.campaign],
	] as const) {
		if (used?.archivedAt) {
			throw new AppError("precondition", `The ${noun} “${used.name}” is archived. Restore it first.`);
		}
	}
	await ctx.db.$transaction(async (tx) => {
		await holdDestination(tx, sync.destinationId);
		const { count } = await tx.sync.updateMany({
			where: { id: syncId, OR: [{ archivedAt: { not: null } }, { emptyingSince: { not: null } }] },
			data: {
				archivedAt: null,
				emptyingSince: null,
				nextRunAt: sync.confirmedAt !== null && sync.status !== "paused" ? ctx.now : null,
			},
		});
		if (count > 0) await recordAudit(tx, ctx, "sync.restored", syncId, { name: sync.name });
	});
	return await getSync(ctx, syncId);
}
