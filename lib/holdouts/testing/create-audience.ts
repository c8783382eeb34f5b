import { setConsent } from "@/lib/consent/testing/set-consent";
import { newId } from "@/lib/kernel/ids";
import { formatInstant, SqlBinder } from "@/lib/kernel/sql-binder";
import { seal } from "@/lib/platform/secrets/keyring";
import { insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";

export interface TestAudience {
	segmentId: string;
	destinationId: string;
}

/** Since when they are known and have agreed. */
export const longAgo = new Date("2020-01-01T00:00:00Z");

/** A segment whose served people are `uids`, all known, agreeing to advertising, and a webhook destination. */
export async function createAudience(ctx: Context, uids: readonly number[]): Promise<TestAudience> {
	const segmentId = newId("seg");
	const destinationId = newId("dst");
	await ctx.db.segment.create({
		data: {
			id: segmentId,
			workspaceId: ctx.workspace.id,
			name: "Everybody",
			ownerId: ctx.actor.id,
			ownerName: ctx.actor.name,
			currentVersion: 1,
			servedVersion: 1,
			servedAt: new Date(),
			size: uids.length,
			asOf: ctx.now,
		},
	});
	await ctx.db.destination.create({
		data: {
			id: destinationId,
			workspaceId: ctx.workspace.id,
			network: "webhook",
			name: "Receiver",
			settings: {},
			credentialsEncrypted: seal("{}"),
			status: "connected",
			createdBy: ctx.actor.id,
		},
	});
	await servePeople(ctx, segmentId, uids);
	await createKnown(ctx, uids);
	await setConsent(ctx, uids, "granted", longAgo);
	return { segmentId, destinationId };
}

/** Publishes `uids` as the served people of version 1. */
export async function servePeople(ctx: Context, segmentId: string, uids: readonly number[]): Promise<void> {
	const binder = new SqlBinder();
	const sql = `INSERT INTO membership (ws, segment, version, as_of, served_at, people)
		SELECT ${binder.bind(ctx.workspace.number, "UInt32")}, ${binder.bind(segmentId, "String")}, 1, now64(3), now64(3),
			groupBitmapState(toUInt32(uid)) FROM (SELECT arrayJoin(${binder.bind([...uids], "Array(UInt32)")}) AS uid)`;
	await runSql(ctx.warehouse, "test.serve", binder.finish(sql));
}

export async function createKnown(ctx: Context, uids: readonly number[]): Promise<void> {
	await insertRows(
		ctx.warehouse,
		"profile_change",
		uids.map((uid) => ({
			ws: ctx.workspace.number,
			change: "known",
			uid,
			root: uid,
			effective_at: formatInstant(longAgo),
			recorded_at: formatInstant(longAgo),
		})),
	);
}

/** A running campaign with a sync to the audience's destination, without going through a launch. */
export async function createRunningCampaign(
	ctx: Context,
	audience: TestAudience,
	options: {
		holdoutBp?: number;
		windowDays?: number;
		valueProperty?: string | null;
		costCents?: number;
		/** Divided exactly, as by a launch; by buckets unless stated. */
		isCohort?: boolean;
	} = {},
): Promise<string> {
	const id = newId("cmp");
	const valueProperty = options.valueProperty === undefined ? "amount" : options.valueProperty;
	await ctx.db.campaign.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			name: "Spring",
			segmentId: audience.segmentId,
			destinationId: audience.destinationId,
			status: "running",
			salt: id,
			holdoutBp: options.holdoutBp ?? 1000,
			goalEvent: "Order Completed",
			valueProperty,
			windowDays: options.windowDays ?? 14,
			costCents: options.costCents ?? null,
			ownerId: ctx.actor.id,
			ownerName: ctx.actor.name,
			launchedAt: ctx.now,
			epochs: {
				create: [
					{
						epoch: 1,
						holdoutBp: options.holdoutBp ?? 1000,
						method: options.isCohort ? "cohort" : "buckets",
						startedAt: ctx.now,
					},
				],
			},
			syncs: {
				create: [
					{
						id: newId("syn"),
						workspaceId: ctx.workspace.id,
						destinationId: audience.destinationId,
						segmentId: audience.segmentId,
						name: "Spring",
						identifierKinds: ["user_id"],
						purpose: "advertising",
						remoteAudienceName: "Spring",
						status: "active",
						createdBy: ctx.actor.id,
					},
				],
			},
		},
	});
	return id;
}
