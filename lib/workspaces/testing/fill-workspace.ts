import { newId } from "@/lib/kernel/ids";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Puts one object of every kind into a test workspace, straight into Postgres; returns their ids by prefix.
 */
export async function fillWorkspace(ctx: Context): Promise<Record<string, string>> {
	const { db } = ctx;
	const workspaceId = ctx.workspace.id;
	const ids = {
		seg: newId("seg"),
		rfr: newId("rfr"),
		dst: newId("dst"),
		syn: newId("syn"),
		run: newId("run"),
		cmp: newId("cmp"),
		imp: newId("imp"),
		src: newId("src"),
		wky: newId("wky"),
		key: newId("key"),
		usr: ctx.actor.id,
		lst: newId("lst"),
		ers: newId("ers"),
		ctr: newId("ctr"),
		uid: "1",
	};
	const rule = { combinator: "and", rules: [] };
	const owner = { ownerId: ctx.actor.id, ownerName: ctx.actor.name };
	await db.segment.create({
		data: {
			id: ids.seg,
			workspaceId,
			name: "Theirs",
			...owner,
			currentVersion: 1,
			servedVersion: 1,
			size: 3,
		},
	});
	await db.segmentVersion.create({
		data: { segmentId: ids.seg, version: 1, rule, createdBy: ctx.actor.id, createdName: ctx.actor.name },
	});
	await db.computedTrait.create({
		data: {
			id: ids.ctr,
			workspaceId,
			name: "theirs",
			kind: "aggregate",
			valueType: "number",
			...owner,
			currentVersion: 1,
		},
	});
	await db.computedTraitVersion.create({
		data: {
			traitId: ids.ctr,
			version: 1,
			definition: {
				kind: "aggregate",
				event: "Ordered",
				window: { kind: "any" },
				measure: { kind: "count" },
			},
			createdBy: ctx.actor.id,
			createdName: ctx.actor.name,
		},
	});
	await db.storedList.create({
		data: {
			id: ids.lst,
			workspaceId,
			name: "Theirs",
			kind: "file",
			createdBy: ctx.actor.id,
			createdName: ctx.actor.name,
		},
	});
	await db.destination.create({
		data: {
			id: ids.dst,
			workspaceId,
			network: "webhook",
			name: "Theirs",
			settings: {},
			credentialsEncrypted: new Uint8Array([1]),
			status: "connected",
			createdBy: ctx.actor.id,
		},
	});
	await db.campaign.create({
		data: {
			id: ids.cmp,
			workspaceId,
			name: "Theirs",
			segmentId: ids.seg,
			status: "draft",
			salt: "salt",
			holdoutBp: 1000,
			goalEvent: "Order Completed",
			windowDays: 14,
			...owner,
		},
	});
	await db.sync.create({
		data: {
			id: ids.syn,
			workspaceId,
			destinationId: ids.dst,
			segmentId: ids.seg,
			name: "Theirs",
			identifierKinds: ["email"],
			purpose: "advertising",
			remoteAudienceName: "Theirs",
			status: "active",
			createdBy: ctx.actor.id,
		},
	});
	await db.syncRun.create({
		data: { id: ids.run, syncId: ids.syn, trigger: "manual", status: "finished", counts: {} },
	});
	await db.source.create({ data: { id: ids.src, workspaceId, kind: "http", name: "Theirs" } });
	await db.writeKey.create({
		data: {
			id: ids.wky,
			sourceId: ids.src,
			prefix: "wk_",
			keyHash: new TextEncoder().encode(ids.wky),
			createdBy: ctx.actor.id,
		},
	});
	await db.import.create({
		data: {
			id: ids.imp,
			workspaceId,
			sourceId: ids.src,
			kind: "people",
			fileName: "theirs.csv",
			bytesTotal: 10n,
			status: "uploaded",
			createdBy: ctx.actor.id,
		},
	});
	await db.apiKey.create({
		data: {
			id: ids.key,
			workspaceId,
			name: "Theirs",
			role: "admin",
			prefix: "mk_",
			keyHash: new TextEncoder().encode(ids.key),
			createdBy: ctx.actor.id,
		},
	});
	await db.workspace.update({ where: { id: workspaceId }, data: { nextUid: 2 } });
	await db.profile.create({
		data: { workspaceNumber: ctx.workspace.number, uid: 1, rootUid: 1, isKnown: true, effectiveAt: ctx.now },
	});
	await db.erasure.create({
		data: {
			id: ids.ers,
			workspaceId,
			rootUid: 2,
			uids: [2],
			status: "running",
			requestedBy: ctx.actor.id,
			requestedByName: ctx.actor.name,
			nextTryAt: ctx.now,
		},
	});
	return ids;
}
