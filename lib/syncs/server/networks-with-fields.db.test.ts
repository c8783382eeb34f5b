import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { consentPurposes } from "@/lib/consent/purposes";
import { setConsent } from "@/lib/consent/testing/set-consent";
import { networkOf } from "@/lib/destinations/registry";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { mapping } from "@/lib/syncs/mapping/contracts";
import { chaosDestinations } from "@/lib/syncs/testing/chaos/chaos-destinations";
import { countRecordsAt, recordsAt } from "@/lib/syncs/testing/held-at";
import { createPeople, createTestSegment, setMembers, setVault } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import { setTraits } from "@/lib/syncs/testing/set-traits";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

// What every network does that keeps more of a person than an identifier: the same story for each.

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
const userId = (uid: number) => `customer-${uid}`;
const plan = (value: string) => ({ type: "string", value }) as const;
const withFields = Object.entries(chaosDestinations({ isReadyAtOnce: true })).filter(([, own]) => own.plans);

describe.each(withFields)("%s", (slug, own) => {
	it("has who is in the segment with their traits, is sent differences only, and keeps nobody who must go", async () => {
		const ctx = await createTestWorkspace();
		const uids = [1, 2, 3, 4, 5];
		await createPeople(
			ctx,
			uids.map((uid) => ({ uid, email: email(uid), userId: userId(uid) })),
		);
		const long = new Date("2026-01-01T00:00:00Z");
		for (const purpose of consentPurposes) await setConsent(ctx, uids, "granted", long, purpose);
		await setTraits(ctx, "plan", { 1: plan("free"), 2: plan("free"), 3: plan("pro"), 4: plan("pro") });
		const segmentId = await createTestSegment(ctx, [1, 2, 3, 4]);
		const [kind = "email"] = own.identifierKinds;
		const network = networkOf(slug);
		const destinationId = await own.connect(ctx, sandbox);
		const sync = await openTestSync(ctx, sandbox, {
			segmentId,
			destinationId,
			identifierKinds: [kind],
			guards: { changePercent: null },
			mapping: mapping.parse([{ target: own.planField ?? "plan", source: { trait: "plan" } }]),
		});
		const stored = () => ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		const connection = network.sandboxConnection(sandbox.url);
		const column = network.identifierKinds.find((one) => one.kind === kind);
		const sent = (uid: number) =>
			column?.toRemoteKey(kind === "email" ? email(uid) : userId(uid), connection) ?? "";
		const held = async () =>
			own
				.held(sandbox, await stored())
				.map((key) => key.slice(key.indexOf(":") + 1))
				.sort();
		const plans = async () => own.plans?.(sandbox, await stored()) ?? new Map();
		const at = () => ({ now: () => Date.now() });
		// Where an earlier addition may still be applied after it, a removal is repeated, and counted then.
		const removed = (people: number) => (network.limits.appliesWithinMs ? 0 : people);

		const first = await sync.run(at());
		expect(first).toMatchObject({ status: "finished", counts: { added: 4, delivered: 4, rejected: 0 } });
		expect(await held()).toEqual([1, 2, 3, 4].map(sent).sort());
		for (const [uid, value] of [
			[1, "free"],
			[2, "free"],
			[3, "pro"],
			[4, "pro"],
		] as const)
			expect((await plans()).get(sent(uid))).toBe(value);

		// Nothing changed: nothing is sent.
		const sentBefore = await ctx.db.syncRequest.count({ where: { run: { syncId: sync.id } } });
		expect((await sync.run(at())).counts).toMatchObject({ added: 0, updated: 0, removed: 0 });
		expect(await ctx.db.syncRequest.count({ where: { run: { syncId: sync.id } } })).toBe(sentBefore);

		// One trait changed: one record is sent.
		await setTraits(ctx, "plan", { 2: plan("pro") });
		expect((await sync.run(at())).counts).toMatchObject({ added: 0, updated: 1, removed: 0 });
		expect((await plans()).get(sent(2))).toBe("pro");
		expect((await plans()).get(sent(1))).toBe("free");

		// One leaves, one takes the consent back, one comes.
		await setMembers(ctx, segmentId, [1, 2, 3, 5]);
		await setTraits(ctx, "plan", { 5: plan("free") });
		await setConsent(ctx, [3], "denied", new Date(), network.purposes[0]);
		expect((await sync.run(at())).counts).toMatchObject({ added: 1, removed: removed(2) });
		expect(await held()).toEqual([1, 2, 5].map(sent).sort());

		// An email changes: where records move, it is the same record that has it now.
		if (network.movesRecords) {
			const { remoteAudienceId } = await stored();
			const there = (uid: number) =>
				recordsAt(sandbox, slug, remoteAudienceId).find(({ identifiers }) =>
					Object.values(identifiers).includes(sent(uid)),
				);
			const [before, record, planBefore] = [
				countRecordsAt(sandbox, slug),
				there(5),
				(await plans()).get(sent(5)),
			];
			await setVault(ctx, [{ uid: 5, email: email(50) }]);
			expect((await sync.run(at())).counts).toMatchObject({ added: 0, updated: 1, rejected: 0 });
			expect(await held()).toEqual([1, 2, 50].map(sent).sort());
			expect(countRecordsAt(sandbox, slug)).toBe(before);
			expect(there(50)?.id).toBe(record?.id);
			expect((await plans()).get(sent(50))).toBe(planBefore);
			const keys = await ctx.db.deliveryKey.findMany({ where: { syncId: sync.id } });
			expect(keys.filter(({ movesTo }) => movesTo).map(({ state }) => state)).toEqual(
				// Where nothing is confirmed, the former is removed once the network has processed it.
				keys.some(({ state }) => state === "accepted") ? ["unknown"] : [],
			);
		}

		// The segment is empty: so is what the network has of it.
		await setMembers(ctx, segmentId, []);
		expect((await sync.run(at())).counts).toMatchObject({ removed: removed(3) });
		expect(await held()).toEqual([]);
	});
});
