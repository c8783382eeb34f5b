import { AppError } from "@/lib/kernel/app-error";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { type RunView, type SyncDetail, syncView, type UpdateSyncInput } from "@/lib/syncs/contracts";
import { mappingVersion } from "@/lib/syncs/mapping/mapping-version";
import { assertChoices, assertFixedFields, chosen } from "@/lib/syncs/server/check-choices";
import { getSync } from "@/lib/syncs/server/get-sync";
import { findRun, toRunView } from "@/lib/syncs/server/list-runs";
import { findSync, openSync } from "@/lib/syncs/server/open-sync";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

interface SyncChange {
	/** The required state: of several concurrent changes only one succeeds, and is in the audit log. */
	from?: Prisma.SyncWhereInput;
	data: Prisma.SyncUpdateManyMutationInput;
	detail?: { [key: string]: string | number | null };
}

async function change(
	ctx: Context,
	syncId: string,
	action: string,
	{ from = {}, data, detail = {} }: SyncChange,
): Promise<void> {
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.sync.updateMany({ where: { ...from, id: syncId }, data });
		if (count > 0) await recordAudit(tx, ctx, action, syncId, detail);
	});
}

/** Changes the name, the schedule, or what is sent; other fields reach everyone with the next run. */
export async function updateSync(ctx: Context, syncId: string, input: UpdateSyncInput): Promise<SyncDetail> {
	allow(ctx, "syncs.write");
	const sync = await findSync(ctx, syncId);
	const kept = openSync(sync);
	const choices = chosen({
		mapping: input.mapping ?? kept.mapping,
		mode: input.mode ?? syncView.shape.mode.parse(sync.mode),
		...(input.content === undefined ? {} : { content: input.content }),
	});
	const isWhatChanged =
		input.mapping !== undefined || input.mode !== undefined || input.content !== undefined;
	if (isWhatChanged) {
		await assertChoices(ctx, kept.network, choices);
		assertFixedFields(kept.network, kept.mapping, choices.mapping, sync.remoteAudienceId !== null);
	}
	const every = input.everyMinutes === undefined ? sync.everyMinutes : input.everyMinutes;
	const last = sync.runs[0]?.finishedAt ?? sync.runs[0]?.createdAt;
	await change(ctx, syncId, "sync.updated", {
		data: {
			...(input.name ? { name: input.name } : {}),
			...(isWhatChanged
				? {
						mapping: choices.mapping.length > 0 ? choices.mapping : Prisma.DbNull,
						mode: choices.mode,
						content: choices.content,
					}
				: {}),
			...(input.use ? { audienceUse: input.use } : {}),
			everyMinutes: every,
			// A sync that never ran is not started by giving it a schedule.
			...(input.everyMinutes === undefined || !last
				? {}
				: {
						nextRunAt:
							every === null ? null : new Date(Math.max(ctx.now.getTime(), last.getTime() + every * 60_000)),
					}),
		},
		detail: {
			name: input.name ?? sync.name,
			everyMinutes: every,
			...(isWhatChanged ? { mapping: mappingVersion(choices.mapping), mode: choices.mode } : {}),
		},
	});
	return await getSync(ctx, syncId);
}

/** Stops sending; a running run ends after its current request. People at the destination stay there. */
export async function pauseSync(ctx: Context, syncId: string): Promise<SyncDetail> {
	allow(ctx, "syncs.write");
	await findSync(ctx, syncId);
	await change(ctx, syncId, "sync.paused", {
		from: { status: { not: "paused" } },
		data: { status: "paused", statusReason: `Paused by ${ctx.actor.name}.` },
	});
	return await getSync(ctx, syncId);
}

/** Resumes; with a schedule the next run is due at once. */
export async function resumeSync(ctx: Context, syncId: string): Promise<SyncDetail> {
	allow(ctx, "syncs.write");
	const sync = await findSync(ctx, syncId);
	await change(ctx, syncId, "sync.resumed", {
		from: { status: { not: "active" } },
		data: {
			status: "active",
			statusReason: null,
			nextRunAt: sync.everyMinutes === null || sync.runs.length === 0 ? sync.nextRunAt : ctx.now,
		},
	});
	return await getSync(ctx, syncId);
}

/** Ends a sync permanently. People at the destination stay there, out of Muster's control. */
export async function archiveSync(ctx: Context, syncId: string): Promise<{ id: string }> {
	allow(ctx, "syncs.write");
	const sync = await findSync(ctx, syncId);
	if (sync.campaign?.status === "running") {
		throw new AppError(
			"conflict",
			`The campaign "${sync.campaign.name}" delivers through this sync. End it first.`,
		);
	}
	await change(ctx, syncId, "sync.archived", {
		from: { archivedAt: null },
		data: { archivedAt: ctx.now, nextRunAt: null },
		detail: { name: sync.name },
	});
	return { id: syncId };
}

/** Ends a run after its current request. What was sent stays, and is in the ledger. */
export async function cancelRun(ctx: Context, syncId: string, runId: string): Promise<RunView> {
	allow(ctx, "syncs.write");
	const run = await findRun(ctx, syncId, runId);
	await ctx.db.$transaction(async (tx) => {
		const waiting = await tx.syncRun.updateMany({
			where: { id: run.id, status: "queued" },
			data: { status: "cancelled", finishedAt: ctx.now },
		});
		const running = await tx.syncRun.updateMany({
			where: { id: run.id, status: "running" },
			data: { status: "cancelling" },
		});
		if (waiting.count + running.count === 0) throw new AppError("conflict", "This run has already ended.");
		await recordAudit(tx, ctx, "sync.run_cancelled", syncId, { runId });
	});
	return toRunView(ctx, await findRun(ctx, syncId, runId));
}

/** Lets values that the destination rejected be sent once more. */
export async function retryRejected(ctx: Context, syncId: string): Promise<SyncDetail> {
	allow(ctx, "syncs.write");
	await findSync(ctx, syncId);
	await ctx.db.$transaction(async (tx) => {
		const count = await tx.deliveryKey.updateMany({
			where: { syncId, state: "rejected", isDesired: true },
			data: { state: "absent", reason: null, since: ctx.now, retryAt: null, dueAt: ctx.now },
		});
		await recordAudit(tx, ctx, "sync.rejected_retried", syncId, { identifiers: count.count });
	});
	return await getSync(ctx, syncId);
}
