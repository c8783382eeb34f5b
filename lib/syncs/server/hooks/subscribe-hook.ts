import { randomBytes } from "node:crypto";
import { checkConnection } from "@/lib/destinations/check-connection";
import { networkOf } from "@/lib/destinations/registry";
import { sealCredentials, settingsToStore } from "@/lib/destinations/server/open-connection";
import { trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import type { HookView, SubscribeInput } from "@/lib/syncs/hooks-api";
import { createSync } from "@/lib/syncs/server/create-sync";
import { enqueueRunWithin } from "@/lib/syncs/server/enqueue-sync-run";
import { toHookView } from "@/lib/syncs/server/hooks/to-hook-view";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * A webhook and its sync, told of one kind of change as it happens. The address is not tried: automation tools take
 * whatever they are posted for an event. Whoever is in the segment already is noted by a first run that tells of no one.
 */
export async function subscribeHook(ctx: Context, input: SubscribeInput): Promise<HookView> {
	allow(ctx, "destinations.write");
	if (input.event === "changed" && input.traits.length === 0)
		throw invalid("traits", "Name the traits to watch.");
	const segment = await ctx.db.segment.findFirst({
		where: { id: input.segmentId, workspaceId: ctx.workspace.id, archivedAt: null },
	});
	if (!segment) throw invalid("segmentId", "This segment does not exist.");
	const secret = `whsec_${randomBytes(32).toString("base64")}`;
	const values = {
		url: input.targetUrl,
		signingSecret: secret,
		messages: "single",
		event: input.event,
	};
	const checked = checkConnection(networkOf("webhook"), values, { trustsPlainHttp });
	if (!checked.ok) throw invalid("targetUrl", checked.issues[0]?.message ?? "is not an address");
	const existing = await findSame(ctx, input);
	if (existing) return existing;
	const destinationId = newId("dst", ctx.now.getTime());
	const host = new URL(input.targetUrl).host;
	await ctx.db.$transaction(async (tx) => {
		await tx.destination.create({
			data: {
				id: destinationId,
				workspaceId: ctx.workspace.id,
				network: "webhook",
				name: `${host}: ${input.event} ${segment.name}`.slice(0, 100),
				settings: settingsToStore(checked.connection),
				credentialsEncrypted: sealCredentials(checked.connection),
				status: "connected",
				createdBy: ctx.actor.id,
				createdAt: ctx.now,
			},
		});
		await recordAudit(tx, ctx, "hook.subscribed", destinationId, { host, event: input.event });
	});
	let syncId: string;
	try {
		const sync = await createSync(ctx, {
			segmentId: segment.id,
			destinationId,
			identifierKinds: [input.identifier],
			purpose: input.purpose,
			schedule: { kind: "real_time" },
			mapping: input.traits.map((name) => ({ target: name, source: { trait: name } })),
		});
		syncId = sync.id;
	} catch (error) {
		// Nothing delivers to it: it must not stay behind.
		await ctx.db.destination.delete({ where: { id: destinationId } });
		throw error;
	}
	await ctx.db.$transaction(async (tx) => {
		const run = await enqueueRunWithin(tx, {
			workspaceId: ctx.workspace.id,
			syncId,
			trigger: "manual",
			now: ctx.now,
		});
		await tx.sync.update({ where: { id: syncId }, data: { confirmedAt: ctx.now } });
		await tx.destination.update({
			where: { id: destinationId },
			data: { settings: { ...settingsToStore(checked.connection), firstRunId: run.id } },
		});
	});
	const stored = await ctx.db.sync.findUniqueOrThrow({
		where: { id: syncId },
		include: { destination: true },
	});
	return toHookView(stored);
}

async function findSame(ctx: Context, input: SubscribeInput): Promise<HookView | null> {
	const found = await ctx.db.sync.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			segmentId: input.segmentId,
			archivedAt: null,
			destination: {
				network: "webhook",
				archivedAt: null,
				status: { not: "disconnected" },
				settings: { path: ["firstRunId"], not: "" },
			},
		},
		include: { destination: true },
	});
	const views = found.map(toHookView);
	return views.find(({ targetUrl, event }) => targetUrl === input.targetUrl && event === input.event) ?? null;
}

function invalid(path: string, message: string): AppError {
	return new AppError("invalid", `${path}: ${message}`, { issues: [{ path, message }] });
}
