import { networkOf } from "@/lib/destinations/registry";
import { AppError } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { type RunView, type SyncDetail, syncView } from "@/lib/syncs/contracts";
import { readGuards } from "@/lib/syncs/decide-guard";
import type { UpdateSyncInput } from "@/lib/syncs/edit-contracts";
import { mappingVersion } from "@/lib/syncs/mapping/mapping-version";
import { nextRun } from "@/lib/syncs/schedule";
import { assertUnchanged } from "@/lib/syncs/server/assert-unchanged";
import { assertChoices, assertFixedFields, chosen } from "@/lib/syncs/server/check-choices";
import { checkSchedule } from "@/lib/syncs/server/check-schedule";
import { checkScopeInput } from "@/lib/syncs/server/check-scope-input";
import { assertOneCurrency, valueRule } from "@/lib/syncs/server/find-mapping-warnings";
import { getSync } from "@/lib/syncs/server/get-sync";
import { findRun, toRunView } from "@/lib/syncs/server/list-runs";
import { lockOrder } from "@/lib/syncs/server/lock-order";
import { findSync, mappingOf, type StoredSync } from "@/lib/syncs/server/open-sync";
import { soonestRetry } from "@/lib/syncs/server/soonest-retry";
import { type SyncSchedule, syncSchedule } from "@/lib/syncs/sync-settings";
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

/** Changes the name, the schedule, the guards, what is sent, or whom it leaves out; other fields reach everyone with the next run. */
export async function updateSync(ctx: Context, syncId: string, input: UpdateSyncInput): Promise<SyncDetail> {
	allow(ctx, "syncs.write");
	const sync = await findSync(ctx, syncId);
	const { name, schedule } = input;
	if (schedule) checkSchedule(ctx, schedule);
	const isOrder = input.priorityGroup !== undefined || input.priority !== undefined;
	const choices = await changedChoices(ctx, sync, input);
	await ctx.db.$transaction(async (tx) => {
		// Two who save at once: the second one waits here, and sees what the first one saved.
		if (isOrder) await lockOrder(tx, sync.destinationId);
		else await tx.$queryRaw`SELECT id FROM sync WHERE id = ${syncId} FOR UPDATE`;
		const stored = await tx.sync.findUniqueOrThrow({ where: { id: syncId } });
		if (stored.archivedAt !== null) throw new AppError("conflict", "This sync was archived in the meantime.");
		assertUnchanged(stored, input);
		const narrowed = await checkScopeInput({ workspace: ctx.workspace, db: tx }, input, {
			...stored,
			campaign: sync.campaign,
			audienceUse: input.use ?? stored.audienceUse,
		});
		const currency = answerOf(input, choices && valueRule(choices.mapping) !== valueRule(mappingOf(stored)));
		const isManual = syncSchedule.parse(schedule ?? stored.schedule).kind === "manual";
		const guards = input.guards ? { ...readGuards(stored.guards), ...input.guards } : null;
		await tx.sync.update({
			where: { id: syncId },
			data: {
				...(name ? { name } : {}),
				...narrowed,
				...(choices
					? {
							mapping: choices.mapping.length > 0 ? choices.mapping : Prisma.DbNull,
							mode: choices.mode,
							content: choices.content,
						}
					: {}),
				// Whom the mode before kept or removed is in no plan: the next run looks at everyone.
				...(choices && choices.mode !== stored.mode ? { vaultSeenAt: null } : {}),
				...(currency === undefined ? {} : { valuesShareCurrency: currency }),
				// What kept it from sending is answered: the next run finds out whether it is.
				...(currency !== undefined && stored.blockedBy === "currencies"
					? {
							blockedBy: null,
							...(stored.status === "failing" ? { status: "active", statusReason: null } : {}),
							...(isManual ? {} : { nextRunAt: ctx.now }),
						}
					: {}),
				...(input.use ? { audienceUse: input.use } : {}),
				...(guards ? { guards } : {}),
				...(schedule
					? { schedule, nextRunAt: await nextRunOf(ctx, tx, { ...stored, runs: sync.runs }, schedule) }
					: {}),
			},
		});
		await recordAudit(tx, ctx, "sync.updated", syncId, {
			name: name ?? stored.name,
			...(schedule ? { schedule: scheduleText(schedule) } : {}),
			...(choices ? { mapping: mappingVersion(choices.mapping), mode: choices.mode } : {}),
			...(currency === undefined ? {} : { valuesShareCurrency: String(currency) }),
			...(guards ? { ...guards } : {}),
			...Object.fromEntries(Object.entries(narrowed).map(([field, value]) => [field, String(value)])),
		});
	});
	return await getSync(ctx, syncId);
}

/** Whether the values are in one currency, as far as it is answered now: another value is asked about anew. */
function answerOf(
	{ valuesShareCurrency }: UpdateSyncInput,
	isOtherValue: boolean | null,
): boolean | undefined {
	return isOtherValue ? valuesShareCurrency === true : valuesShareCurrency;
}

/** What is sent from now on; null when nothing of it changes. */
async function changedChoices(ctx: Context, sync: StoredSync, input: UpdateSyncInput) {
	if (input.mapping === undefined && input.mode === undefined && input.content === undefined) return null;
	const network = networkOf(sync.destination.network);
	const before = mappingOf(sync);
	const asChosen = chosen({
		mapping: input.mapping ?? before,
		mode: input.mode ?? syncView.shape.mode.parse(sync.mode),
		...(input.content === undefined ? {} : { content: input.content }),
	});
	const choices = { ...asChosen, mapping: await assertChoices(ctx, sync.destination, asChosen) };
	const isConfirmed = input.valuesShareCurrency === true;
	await assertOneCurrency(ctx, choices.mapping, { isConfirmed, before });
	assertFixedFields(network, before, choices.mapping, sync.remoteAudienceId !== null);
	return choices;
}

/** When a sync is due under another schedule; one that never ran is not started by it. */
async function nextRunOf(
	ctx: Context,
	tx: Transaction,
	sync: Pick<StoredSync, "id" | "emptyingSince" | "nextRunAt" | "confirmedAt" | "runs">,
	schedule: SyncSchedule,
): Promise<Date | null> {
	const now = ctx.now.getTime();
	// It goes on until everyone is removed, whatever the schedule.
	if (sync.emptyingSince !== null) return sync.nextRunAt ?? ctx.now;
	const last = sync.runs[0]?.finishedAt ?? sync.runs[0]?.createdAt;
	if (!last || sync.confirmedAt === null) return null;
	// An interval counts from the last run, and may be over already.
	const after = schedule.kind === "interval" ? last : ctx.now;
	const next = nextRun(schedule, after, ctx.workspace.timeZone);
	const times = [next && Math.max(now, next.getTime()), await soonestRetry(tx, sync.id, now)];
	const soonest = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
	return Number.isFinite(soonest) ? new Date(soonest) : null;
}

function scheduleText(schedule: SyncSchedule): string {
	switch (schedule.kind) {
		case "interval":
			return `every ${schedule.everyMinutes} minutes`;
		case "cron":
			return schedule.cron;
		default:
			return schedule.kind;
	}
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
			nextRunAt:
				sync.confirmedAt === null || syncSchedule.parse(sync.schedule).kind === "manual"
					? sync.nextRunAt
					: ctx.now,
		},
	});
	return await getSync(ctx, syncId);
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
