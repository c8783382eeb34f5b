import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { setConsent } from "@/lib/consent/testing/set-consent";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { hashForMeta } from "@/lib/identity/normalize-meta";
import type { AppError } from "@/lib/kernel/app-error";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { erasePerson } from "@/lib/profiles/server/erase-person";
import { storePersonal } from "@/lib/profiles/server/store-personal";
import { archiveSegment } from "@/lib/segments/server/archive-segment";
import { createSegment } from "@/lib/segments/server/create-segment";
import { restoreSegment } from "@/lib/segments/server/restore-segment";
import { countDelivered } from "@/lib/syncs/server/count-delivered";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { getSync } from "@/lib/syncs/server/get-sync";
import { listOutcomes } from "@/lib/syncs/server/list-outcomes";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { createPeople, createTestSegment, setMembers, setVault } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const email = (uid: number) => `person${uid}@example.com`;
const sent = (...uids: number[]) => uids.map((uid) => `EMAIL:${hashForMeta(email(uid))}`).sort();

async function world(): Promise<{ ctx: Context; segmentId: string; destinationId: string }> {
	const ctx = await createTestWorkspace();
	await createPeople(ctx, [
		{ uid: 1, email: email(1), userId: "u1" },
		{ uid: 2, email: "Person2@Example.com" },
		{ uid: 3, email: email(3), consents: false },
		{ uid: 4 },
		{ uid: 5, email: email(5) },
		{ uid: 6, email: email(6) },
	]);
	const segmentId = await createTestSegment(ctx, [1, 2, 3, 4, 5]);
	return { ctx, segmentId, destinationId: await connectTestMeta(ctx, sandbox) };
}

describe("a sync", () => {
	it("delivers consenting members, hashed, and reports why the others were left out", async () => {
		const { ctx, segmentId, destinationId } = await world();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		expect(await previewSync(ctx, sync.id)).toMatchObject({
			members: 5,
			wanted: 4,
			toAdd: 3,
			noConsent: 1,
			noIdentifier: 1,
		});
		const run = await sync.run();
		expect(run).toMatchObject({
			status: "finished",
			counts: {
				members: 5,
				wanted: 4,
				noConsent: 1,
				noIdentifier: 1,
				delivered: 3,
				added: 3,
				removed: 0,
				sizeUpper: 1000,
			},
		});
		expect(run.counts.matched).toBeGreaterThanOrEqual(0);
		expect(await sync.held()).toEqual(sent(1, 2, 5));
	});

	it("counts people at destinations once, wherever they are, and who came lately", async () => {
		const { ctx, segmentId, destinationId } = await world();
		const first = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		expect(await countDelivered(ctx)).toMatchObject({ people: 0, lately: 0 });
		await first.run();
		const other = await createTestSegment(ctx, [1, 6]);
		const second = await openTestSync(ctx, sandbox, { segmentId: other, destinationId });
		await second.run();
		expect(await countDelivered(ctx)).toMatchObject({ people: 4, lately: 4 });
		const nextWeek = new Date(Date.now() + 8 * 86_400_000);
		expect(await countDelivered({ ...ctx, now: nextWeek })).toMatchObject({ people: 4, lately: 0 });
		const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
		expect(await countDelivered(viewer)).toMatchObject({ people: "fewer than 10", lately: "fewer than 10" });
	});

	it("then sends only the differences: who left, who withdrew consent, who was erased, who changed address", async () => {
		const { ctx, segmentId, destinationId } = await world();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		await sync.run();
		await setMembers(ctx, segmentId, [1, 2, 3, 4, 5, 6]);
		await setConsent(ctx, [1], "denied");
		await ctx.db.$transaction((tx) => erasePerson(tx, ctx, { uid: 2 }));
		await settleOutbox(ctx.db, ctx.warehouse);
		await setVault(ctx, [{ uid: 5, email: "new5@example.com" }]);
		const run = await sync.run();
		expect(run.counts).toMatchObject({ added: 2, removed: 3, delivered: 2 });
		expect(await sync.held()).toEqual([`EMAIL:${hashForMeta("new5@example.com")}`, ...sent(6)].sort());
		const rows = await ctx.db.deliveryOwner.findMany({ where: { syncId: sync.id, uid: 2 } });
		expect(rows).toEqual([]);
		const again = await sync.run();
		expect(again.counts).toMatchObject({ added: 0, removed: 0, renewed: 0, delivered: 2 });
		expect(await ctx.db.syncRequest.count({ where: { runId: again.id } })).toBe(0);
	});

	it("takes out who took their address away with the next run, and nothing late brings it back", async () => {
		const { ctx, segmentId, destinationId } = await world();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		await sync.run();
		const say = (value: string | null, at: number) =>
			ctx.db.$transaction((tx) =>
				storePersonal(tx, ctx.workspace.number, [{ uid: 1, field: "email", value, at, seq: 0 }], {
					recordedAt: new Date(),
					merged: new Set(),
				}),
			);
		const then = Date.now() + 2_000;
		await say(null, then);
		const run = await sync.run();
		expect(run.counts).toMatchObject({ isFull: false, removed: 1, delivered: 2 });
		expect(await sync.held()).toEqual(sent(2, 5));
		await say(email(1), then - 1_000);
		expect((await sync.run()).counts).toMatchObject({ isFull: false, added: 0, removed: 0 });
		expect(await sync.held()).toEqual(sent(2, 5));
		await say(email(1), then + 1_000);
		expect((await sync.run()).counts).toMatchObject({ added: 1 });
		expect(await sync.held()).toEqual(sent(1, 2, 5));
	});

	it("does not say that all is well when a segment that its own builds on is archived", async () => {
		const { ctx, segmentId, destinationId } = await world();
		const base = await createSegment(ctx, {
			name: "Base",
			rule: {
				combinator: "and",
				rules: [{ kind: "consent", field: "advertising", operator: "granted", value: true }],
			},
		});
		const leaf = { kind: "segment", field: base.id, operator: "isMember", value: null };
		await ctx.db.segmentVersion.create({
			data: {
				segmentId,
				version: 1,
				rule: { combinator: "and", rules: [leaf] },
				createdBy: ctx.actor.id,
				createdName: ctx.actor.name,
			},
		});
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		const refusal = await archiveSegment(ctx, base.id).catch((error: unknown) => error);
		expect(refusal).toMatchObject({ code: "conflict" });
		expect((refusal as AppError).issues?.map(({ path }) => path)).toEqual([
			`segments.${segmentId}`,
			`syncs.${sync.id}`,
		]);
		expect(await getSync(ctx, sync.id)).toMatchObject({ status: "active" });
		await archiveSegment(ctx, base.id, { isConfirmed: true });
		await sync.run();
		expect(await getSync(ctx, sync.id)).toMatchObject({
			status: "stale",
			statusReason: expect.stringContaining("It builds on “Base”, which is archived"),
		});
		await restoreSegment(ctx, base.id);
		expect(await ctx.db.segment.findUnique({ where: { id: segmentId } })).toMatchObject({ fullAsOf: null });
	});

	it("explains a person's state", async () => {
		const { ctx, segmentId, destinationId } = await world();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		await sync.run();
		const fateOf = async (uid: number) => (await explainDelivery(ctx, uid)).items[0];
		expect(await fateOf(1)).toMatchObject({ fate: "wanted", identifiers: [{ state: "accepted" }] });
		expect(await fateOf(3)).toMatchObject({
			fate: "no_consent",
			sentence: "Has not agreed to advertising. Not sent.",
		});
		expect(await fateOf(6)).toBeUndefined();
		const { items } = await listOutcomes(ctx, sync.id, { filter: "delivered", limit: 50 });
		expect(items.map((row) => row.uid)).toEqual([1, 2, 5]);
	});

	it("keeps a person back whose consent is withdrawn between plan and sending", async () => {
		const { ctx, segmentId, destinationId } = await world();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		const promise: Promise<void>[] = [];
		const run = await sync.run({
			checkpoint: (name) => {
				if (name === "plan.before_promote") promise.push(setConsent(ctx, [5], "denied"));
			},
		});
		await Promise.all(promise);
		expect(run.counts.added + run.counts.heldBack).toBe(3);
		await sync.run();
		expect(await sync.held()).toEqual(sent(1, 2));
	});

	it("sends its own row's faults apart: one bad value does not stop a batch", async () => {
		const { ctx, segmentId, destinationId } = await world();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		// Refused as a whole: the batch is cut in two, and each half goes through.
		sandbox.faults.add({
			network: "meta",
			kind: "bad_request",
			operation: "add",
			after: 0,
			times: 1,
			delayMs: 0,
			values: [],
		});
		const run = await sync.run();
		expect(run).toMatchObject({ status: "finished", counts: { added: 3, rejected: 0 } });
		expect(await sync.held()).toEqual(sent(1, 2, 5));
	});

	it("stops and reports it when the token is no longer accepted, and resumes once it is fixed", async () => {
		const { ctx, segmentId, destinationId } = await world();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		sandbox.faults.add({
			network: "meta",
			kind: "token_expired",
			operation: "add",
			after: 0,
			times: 1,
			delayMs: 0,
			values: [],
		});
		expect(await sync.run()).toMatchObject({ status: "failed" });
		const stored = await ctx.db.sync.findUniqueOrThrow({
			where: { id: sync.id },
			include: { destination: true },
		});
		expect(stored.status).toBe("failing");
		expect(stored.statusReason).toContain("access token");
		expect(stored.destination.status).toBe("failing");
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 3 } });
		expect((await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } })).status).toBe("active");
	});
});
