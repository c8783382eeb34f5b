import type {
	GlobalHoldoutState,
	RotateGlobalHoldoutInput,
	StartGlobalHoldoutInput,
} from "@/lib/campaigns/global-holdout-contracts";
import { checkGoal } from "@/lib/campaigns/server/check-goal";
import { getGlobalHoldout } from "@/lib/campaigns/server/global-holdout/get-global-holdout";
import { countsFrom, nextRotation } from "@/lib/holdouts/global-holdout";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { GlobalHoldout } from "@/lib/platform/postgres/generated/client";
import { enqueueRunWithin } from "@/lib/syncs/server/enqueue-sync-run";
import { syncSchedule } from "@/lib/syncs/sync-settings";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

type Settings = StartGlobalHoldoutInput;

/**
 * Begins to hold a share of everyone out of all campaigns and syncs. Campaigns that run keep whom they treat; syncs remove
 * people of the group with a run that is requested here.
 */
export async function startGlobalHoldout(ctx: Context, input: Settings): Promise<GlobalHoldoutState> {
	allow(ctx, "settings.write");
	await ctx.db.$transaction(async (tx) => {
		if (await lockCurrent(tx, ctx))
			throw new AppError(
				"conflict",
				"People are already held out of everything. Rotate or release them to change the settings.",
			);
		await requireGoal(ctx, tx, input);
		await begin(tx, ctx, input, { followsAnother: await hadAnother(tx, ctx) });
	});
	return await getGlobalHoldout(ctx);
}

/** Releases the present group and chooses another; what is not given stays as it was. */
export async function rotateGlobalHoldout(
	ctx: Context,
	change: RotateGlobalHoldoutInput = {},
): Promise<GlobalHoldoutState> {
	allow(ctx, "settings.write");
	await ctx.db.$transaction(async (tx) => {
		const before = await lockCurrent(tx, ctx);
		if (!before)
			throw new AppError("conflict", "No one is held out of everything. Start with a share first.");
		await rotateWithin(tx, ctx, before, change);
	});
	return await getGlobalHoldout(ctx);
}

/** Releases the people of the global holdout; campaigns and syncs reach them again. */
export async function releaseGlobalHoldout(ctx: Context): Promise<GlobalHoldoutState> {
	allow(ctx, "settings.write");
	await ctx.db.$transaction(async (tx) => {
		const before = await lockCurrent(tx, ctx);
		if (!before) throw new AppError("conflict", "No one is held out of everything.");
		await tx.globalHoldout.update({ where: { id: before.id }, data: { endedAt: ctx.now } });
		await recordAudit(tx, ctx, "global_holdout.released", before.id, { shareBp: before.shareBp });
		await runSyncs(tx, ctx);
	});
	return await getGlobalHoldout(ctx);
}

/** Rotates a group that is due. Returns whether it was: another process may have been first. */
export async function rotateIfDue(ctx: Context): Promise<boolean> {
	allow(ctx, "settings.write");
	return await ctx.db.$transaction(async (tx) => {
		const before = await lockCurrent(tx, ctx);
		if (!before?.nextRotationAt || before.nextRotationAt > ctx.now) return false;
		await rotateWithin(tx, ctx, before, {});
		return true;
	});
}

async function rotateWithin(
	tx: Transaction,
	ctx: Context,
	before: GlobalHoldout,
	change: RotateGlobalHoldoutInput,
): Promise<void> {
	const settings: Settings = {
		shareBp: change.shareBp ?? before.shareBp,
		rotateMonths: change.rotateMonths === undefined ? before.rotateMonths : change.rotateMonths,
		goalEvent: change.goalEvent ?? before.goalEvent,
		valueProperty:
			change.valueProperty !== undefined
				? change.valueProperty
				: change.goalEvent !== undefined && change.goalEvent !== before.goalEvent
					? null
					: before.valueProperty,
		currency: change.currency ?? before.currency,
	};
	if (Object.keys(change).length > 0) await requireGoal(ctx, tx, settings);
	await tx.globalHoldout.update({ where: { id: before.id }, data: { endedAt: ctx.now } });
	await begin(tx, ctx, settings, { followsAnother: true, replaces: before.id });
}

async function begin(
	tx: Transaction,
	ctx: Context,
	settings: Settings,
	{ followsAnother, replaces }: { followsAnother: boolean; replaces?: string },
): Promise<void> {
	const id = newId("glo", ctx.now.getTime());
	await tx.globalHoldout.create({
		data: {
			...settings,
			id,
			workspaceId: ctx.workspace.id,
			// Unique, and no campaign's: their salts are their own ids.
			salt: id,
			startedAt: ctx.now,
			countsFrom: countsFrom(ctx.now, { followsAnother }),
			nextRotationAt: nextRotation(ctx.now, settings.rotateMonths),
			createdName: ctx.actor.name,
		},
	});
	await recordAudit(tx, ctx, replaces ? "global_holdout.rotated" : "global_holdout.started", id, {
		...settings,
		...(replaces ? { replaces } : {}),
	});
	await runSyncs(tx, ctx);
}

/** A group that was released less than a wash-out ago still shows in what people do; so one that follows waits as well. */
async function hadAnother(tx: Transaction, ctx: Context): Promise<boolean> {
	const last = await tx.globalHoldout.findFirst({
		where: { workspaceId: ctx.workspace.id },
		orderBy: { startedAt: "desc" },
		select: { endedAt: true },
	});
	return (
		last?.endedAt !== undefined &&
		last.endedAt !== null &&
		countsFrom(last.endedAt, { followsAnother: true }) > ctx.now
	);
}

async function requireGoal(ctx: Context, tx: Transaction, settings: Settings): Promise<void> {
	const issues = await checkGoal(ctx, tx, settings);
	if (issues.length > 0)
		throw new AppError("invalid", "The global holdout cannot be measured like this.", { issues });
}

/** The live group, held against others who would change it until the transaction ends. */
async function lockCurrent(tx: Transaction, ctx: Context): Promise<GlobalHoldout | null> {
	await tx.$queryRaw`SELECT number FROM workspace WHERE number = ${ctx.workspace.number} FOR NO KEY UPDATE`;
	return await tx.globalHoldout.findFirst({ where: { workspaceId: ctx.workspace.id, endedAt: null } });
}

/** Audiences follow at once; only those that run when someone says so wait for that. */
async function runSyncs(tx: Transaction, ctx: Context): Promise<void> {
	const syncs = await tx.sync.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			archivedAt: null,
			status: { not: "paused" },
			audienceUse: { not: "exclude" },
		},
		select: { id: true, schedule: true },
		orderBy: { id: "asc" },
	});
	for (const { id: syncId, schedule } of syncs) {
		if (syncSchedule.parse(schedule).kind === "manual") continue;
		await enqueueRunWithin(tx, {
			syncId,
			trigger: "segment",
			workspaceId: ctx.workspace.id,
			now: ctx.now,
		});
	}
}
