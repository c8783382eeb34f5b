import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { getDestination } from "@/lib/destinations/server/get-destination";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { dueAt, keyStates, type LedgerPolicy, newKey, nextStep } from "@/lib/syncs/ledger";
import { dueWhere } from "@/lib/syncs/server/ledger-rows";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const secret = "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=";
let sandbox: Sandbox;
let ctx: Context;
let segmentId = "";
let destinationId = "";
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
	ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2, 3, 4].map((uid) => ({ uid, email: `P${uid}@example.com` })),
	);
	segmentId = await createTestSegment(ctx, [1, 2, 3]);
	const destination = await connectDestination(ctx, {
		network: "webhook",
		name: "Shop",
		values: { url: `${sandbox.url}/webhooks/demo`, signingSecret: secret },
	});
	destinationId = destination.id;
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const heldBy = (syncId: string) =>
	[...(sandbox.webhooks.receivers.get("demo")?.audiences.get(syncId) ?? [])].sort();

describe("a sync to a webhook", () => {
	it("sends signed differences and believes the answer row by row", async () => {
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		sandbox.faults.add(
			fault.parse({ network: "webhook", kind: "reject_rows", operation: "add", values: ["p2@example.com"] }),
		);
		const run = await sync.run();
		expect(run).toMatchObject({ status: "finished", counts: { added: 2, rejected: 1, delivered: 2 } });
		expect(heldBy(sync.id)).toEqual(["email:p1@example.com", "email:p3@example.com"]);
		const states = await ctx.db.deliveryKey.groupBy({
			by: ["state"],
			where: { syncId: sync.id },
			_count: true,
		});
		expect(Object.fromEntries(states.map((row) => [row.state, row._count]))).toEqual({
			present: 2,
			rejected: 1,
		});
		await setMembers(ctx, segmentId, [2, 3, 4]);
		const next = await sync.run({}, "schedule");
		expect(next.counts).toMatchObject({ added: 1, removed: 1, rejected: 0 });
		expect(heldBy(sync.id)).toEqual(["email:p3@example.com", "email:p4@example.com"]);
		// Someone who asks for a run wants the rejected value tried again too.
		expect((await sync.run()).counts).toMatchObject({ added: 1, rejected: 0 });
		expect(heldBy(sync.id)).toEqual(["email:p2@example.com", "email:p3@example.com", "email:p4@example.com"]);
	});

	it("rejects a secret the receiver does not know, and states what to check", async () => {
		await expect(
			connectDestination(ctx, {
				network: "webhook",
				name: "Wrong",
				values: { url: `${sandbox.url}/webhooks/demo`, signingSecret: `whsec_${btoa("x".repeat(32))}` },
			}),
		).rejects.toThrow("Check that both sides have the same signing secret.");
	});

	it("never contacts a receiver again that responds 410 Gone", async () => {
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		sandbox.faults.add(fault.parse({ network: "webhook", kind: "gone", operation: "add" }));
		expect(await sync.run()).toMatchObject({ status: "failed" });
		expect((await getDestination(ctx, destinationId)).status).toBe("disconnected");
		const stored = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		expect(stored).toMatchObject({ status: "failing", nextRunAt: null });
	});
});

describe("the query of what is due", () => {
	it("agrees with nextStep on every kind of key", async () => {
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		const now = Date.parse("2026-05-01T00:00:00Z");
		const policy: LedgerPolicy = {
			settleMs: 1_000,
			refusedRetryMs: 1_000,
			renewAheadMs: 10_000,
		};
		const instants = [null, now - 1, now, now + 1, now + 10_000, now + 10_001];
		const keys = keyStates.flatMap((state) =>
			[true, false].flatMap((isDesired) =>
				instants.flatMap((retryAt) =>
					instants.flatMap((expiresAt) =>
						[null, "v2"].map((desiredVersion) => ({ state, isDesired, retryAt, expiresAt, desiredVersion })),
					),
				),
			),
		);
		const ledgerOf = (key: (typeof keys)[number]) => ({ ...newKey, ...key, since: now });
		const dueOf = (key: (typeof keys)[number]) => {
			const at = dueAt(ledgerOf(key), policy);
			return at === null ? null : new Date(at);
		};
		const hashOf = (index: number) => new Uint8Array([index >> 8, index & 255]);
		await ctx.db.deliveryKey.createMany({
			data: keys.map((key, index) => ({
				syncId: sync.id,
				keyHash: hashOf(index),
				identifierKind: "email",
				remoteKeyEncrypted: new Uint8Array(1),
				isDesired: key.isDesired,
				state: key.state,
				since: new Date(now),
				retryAt: key.retryAt === null ? null : new Date(key.retryAt),
				desiredVersion: key.desiredVersion,
				dueAt: dueOf(key),
				expiresAt: key.expiresAt === null ? null : new Date(key.expiresAt),
			})),
		});
		for (const operation of ["add", "remove"] as const) {
			const rows = await ctx.db.$queryRaw<{ id: string }[]>`
				SELECT encode(key_hash, 'hex') AS id FROM delivery_key WHERE ${dueWhere(sync.id, operation, now)}`;
			const due = keys.flatMap((key, index) =>
				nextStep(ledgerOf(key), now, policy) === operation
					? [Buffer.from(hashOf(index)).toString("hex")]
					: [],
			);
			expect(rows.map((row) => row.id).sort()).toEqual(due.sort());
		}
	});
});
