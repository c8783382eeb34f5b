import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { archiveDestination } from "@/lib/destinations/server/archive-destination";
import { getDestination } from "@/lib/destinations/server/get-destination";
import { getOwedRemovals } from "@/lib/destinations/server/get-owed-removals";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { updateDestination } from "@/lib/destinations/server/update-destination";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { explainPersonDelivery } from "@/lib/privacy/server/explain-person-delivery";
import { getErasure } from "@/lib/privacy/server/list-erasures";
import { requestErasure } from "@/lib/privacy/server/request-erasure";
import { runDueErasures } from "@/lib/privacy/server/run-due-erasures";
import { runErasure } from "@/lib/privacy/server/run-erasure";
import { recordConsent } from "@/lib/sources/server/record-consent";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { removeWithdrawn } from "@/lib/syncs/server/remove-withdrawn";
import { runDueRemovals } from "@/lib/syncs/server/run-due-removals";
import { createPeople, createTestSegment } from "@/lib/syncs/testing/make-people";
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

const world = { sleep: async () => {}, timeoutMs: 1_500 };
const later = { ...world, now: () => Date.now() + 61_000 };
const fresh = (ctx: Context): Context => ({ ...ctx, now: new Date() });
const keys = (...uids: number[]) => uids.map((uid) => `EXTERN_ID:c${uid}`);

/** Four people at Meta. */
async function deliver() {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2, 3, 4].map((uid) => ({ uid, userId: `c${uid}` })),
	);
	const segmentId = await createTestSegment(ctx, [1, 2, 3, 4]);
	const destinationId = await connectTestMeta(ctx, sandbox);
	const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["user_id"] });
	await sync.run();
	expect(await sync.held()).toEqual(keys(1, 2, 3, 4));
	return { ctx, destinationId, sync };
}

/** The same, by a sync that was archived and left them there. */
async function place() {
	const placed = await deliver();
	await archiveSync(placed.ctx, placed.sync.id, { audience: "leave" });
	return placed;
}

/** The account is gone: every request is refused. */
function closeAccount() {
	sandbox.faults.add(fault.parse({ network: "meta", kind: "token_expired", times: 1_000 }));
}

const withdraw = (ctx: Context, uid: number) =>
	recordConsent(fresh(ctx), {
		identifier: { kind: "user_id", value: `c${uid}` },
		purpose: "advertising",
		state: "denied",
		statement: "",
	});

const deliveryOf = async (ctx: Context, uid: number) =>
	(await explainPersonDelivery(fresh(ctx), uid)).items[0];
const keysOf = (ctx: Context, syncId: string) => ctx.db.deliveryKey.count({ where: { syncId } });
const auditOf = (ctx: Context, action: string) =>
	ctx.db.auditEntry.findMany({ where: { workspaceId: ctx.workspace.id, action } });

describe("disconnecting a destination that can no longer be reached", () => {
	it("is refused while removals are owed, unless exactly these are given up; then every page says so", async () => {
		const { ctx, destinationId, sync } = await place();
		closeAccount();
		try {
			await withdraw(ctx, 1);
			const { id: erasureId } = await requestErasure(fresh(ctx), { profileId: 2 });
			expect(await removeWithdrawn(ctx, { syncId: sync.id }, world)).toEqual({ confirmed: 0, left: 1 });
			expect(await runErasure(fresh(ctx), { erasureId }, later)).toEqual({ isFinished: false });

			expect(await getOwedRemovals(ctx, destinationId)).toEqual({ people: 2, erased: 1, withdrawn: 1 });
			for (const givesUpRemovals of [undefined, 1, 3]) {
				await expect(
					archiveDestination(fresh(ctx), destinationId, { givesUpRemovals }),
				).rejects.toMatchObject({
					code: "conflict",
					message: expect.stringMatching(
						/^1 person being erased and 1 person who withdrew consent or was suppressed have not been removed from it yet/,
					),
					issues: [{ path: "givesUpRemovals", message: expect.stringContaining("must be 2") }],
				});
			}
			expect((await deliveryOf(ctx, 1))?.withdrawal).toMatchObject({ givenUpAt: null });
			for (const role of ["viewer", "analyst", "marketer"] as const) {
				const other = { ...fresh(ctx), actor: { ...ctx.actor, role } };
				await expect(archiveDestination(other, destinationId, { givesUpRemovals: 2 })).rejects.toMatchObject({
					code: "forbidden",
				});
				await expect(getOwedRemovals(other, destinationId)).rejects.toMatchObject({ code: "forbidden" });
			}
			expect(await auditOf(ctx, "destination.archived")).toEqual([]);

			await archiveDestination(fresh(ctx), destinationId, { givesUpRemovals: 2 });
			expect(await auditOf(ctx, "destination.removals_given_up")).toMatchObject([
				{ entityId: destinationId, detail: { people: 2, erased: 1, withdrawn: 1 } },
			]);
			expect(await auditOf(ctx, "destination.archived")).toHaveLength(1);

			// Of who withdrew: the receipt, and what may still be there.
			const { name } = await ctx.db.destination.findUniqueOrThrow({ where: { id: destinationId } });
			expect(await deliveryOf(ctx, 1)).toMatchObject({
				withdrawal: {
					confirmedAt: null,
					nextTryAt: null,
					givenUpAt: expect.any(String),
					sentence: `Consent withdrawn. ${name} was disconnected before it confirmed the removal: they may still be there, and Muster cannot remove anyone there any more.`,
				},
			});
			expect(await ctx.db.withdrawalRemoval.findFirst({ where: { syncId: sync.id } })).toMatchObject({
				keyHashes: [],
				confirmedAt: null,
				nextTryAt: null,
			});

			// Of who is erased: the receipt, and nothing else.
			expect((await runDueErasures(new Date())).started).toBeGreaterThan(0);
			expect(await runErasure(fresh(ctx), { erasureId }, later)).toEqual({ isFinished: true });
			expect(await getErasure(ctx, { erasureId })).toMatchObject({
				status: "finished",
				removals: [
					{ identifiers: 1, removed: 0, pending: 1, confirmedAt: null, givenUpAt: expect.any(String) },
				],
			});
			expect(await deliveryOf(ctx, 2)).toMatchObject({
				fate: "erased",
				sentence: `Erased on request. 1 identifier may still be there. ${name} was disconnected before it confirmed the removal, so Muster cannot remove anyone there any more.`,
				removal: { confirmedAt: null, nextTryAt: null, givenUpAt: expect.any(String) },
			});
			expect(await auditOf(ctx, "person.erasure_finished")).toMatchObject([
				{ detail: { destinationsGivenUp: 1 } },
			]);
			expect(await keysOf(ctx, sync.id)).toBe(3);
			expect(await ctx.db.deliveryOwner.count({ where: { syncId: sync.id, uid: 2 } })).toBe(0);

			// Nothing is tried again.
			const requests = sandbox.arrivals.length;
			await runDueRemovals(new Date(Date.now() + 86_400_000));
			expect(await ctx.db.jobRun.count({ where: { key: `removal:${sync.id}` } })).toBe(0);
			expect(await removeWithdrawn(ctx, { syncId: sync.id }, later)).toEqual({ confirmed: 0, left: 0 });
			expect(sandbox.arrivals).toHaveLength(requests);
		} finally {
			sandbox.faults.clear();
		}
	});

	it("does not take a removal that is under way for done", async () => {
		const { ctx, destinationId, sync } = await place();
		await withdraw(ctx, 1);
		sandbox.faults.add(fault.parse({ network: "meta", kind: "timeout", operation: "remove" }));
		try {
			const removing = removeWithdrawn(ctx, { syncId: sync.id }, world);
			await vi.waitFor(
				async () =>
					expect(await ctx.db.deliveryKey.count({ where: { syncId: sync.id, state: "removing" } })).toBe(1),
				{ timeout: 40_000 },
			);
			await archiveDestination(fresh(ctx), destinationId, { givesUpRemovals: 1 });
			expect(await removing).toEqual({ confirmed: 0, left: 1 });
		} finally {
			sandbox.faults.clear();
		}
		expect(await ctx.db.withdrawalRemoval.findFirst({ where: { syncId: sync.id } })).toMatchObject({
			givenUpAt: expect.any(Date),
			confirmedAt: null,
			nextTryAt: null,
		});
		expect(await ctx.db.syncRun.count({ where: { syncId: sync.id, status: "cancelled" } })).toBe(1);
	});
});

describe("someone who is to be removed from a destination that was disconnected before", () => {
	it("is told that they may still be there, and an erasure ends all the same", async () => {
		const { ctx, destinationId, sync } = await place();
		await archiveDestination(fresh(ctx), destinationId);
		const requests = sandbox.arrivals.length;
		await withdraw(ctx, 1);
		expect((await deliveryOf(ctx, 1))?.withdrawal).toMatchObject({ confirmedAt: null, givenUpAt: null });
		expect(await removeWithdrawn(ctx, { syncId: sync.id }, world)).toEqual({ confirmed: 0, left: 0 });
		expect(await deliveryOf(ctx, 1)).toMatchObject({
			withdrawal: { givenUpAt: expect.any(String), nextTryAt: null },
			identifiers: [{ sentence: expect.stringMatching(/^May still be at .*, which was disconnected/) }],
		});
		// Another no is noted anew, and comes to the same.
		await withdraw(ctx, 1);
		expect((await deliveryOf(ctx, 1))?.withdrawal).toMatchObject({ givenUpAt: null });
		await removeWithdrawn(ctx, { syncId: sync.id }, world);
		expect((await deliveryOf(ctx, 1))?.withdrawal).toMatchObject({ givenUpAt: expect.any(String) });

		const { id: erasureId } = await requestErasure(fresh(ctx), { profileId: 3 });
		expect(await runErasure(fresh(ctx), { erasureId }, later)).toEqual({ isFinished: true });
		expect(await getErasure(ctx, { erasureId })).toMatchObject({
			status: "finished",
			attempts: 1,
			removals: [
				{ identifiers: 1, removed: 0, pending: 1, givenUpAt: expect.any(String), confirmedAt: null },
			],
		});
		expect(await keysOf(ctx, sync.id)).toBe(3);
		expect(sandbox.arrivals).toHaveLength(requests);
	});
});

describe("moving a destination that can no longer be reached to another account", () => {
	/** Another account of the same network, which works. */
	function openAccount(id: string) {
		const accessToken = `token-of-${id}`;
		sandbox.change({
			type: "account",
			account: {
				id,
				name: "New account",
				accessToken,
				appSecret: `secret-of-${id}`,
				requiresProof: true,
				isTermsAccepted: true,
				matchRate: 0.7,
				smallestAudience: 0,
			},
		});
		return { adAccountId: id, accessToken, appSecret: `secret-of-${id}` };
	}

	async function leave() {
		const { ctx, destinationId, sync } = await deliver();
		sandbox.faults.add(
			fault.parse({ network: "meta", kind: "token_expired", operation: "remove", times: 1_000 }),
		);
		await withdraw(ctx, 1);
		const { id: erasureId } = await requestErasure(fresh(ctx), { profileId: 2 });
		expect(await removeWithdrawn(ctx, { syncId: sync.id }, world)).toEqual({ confirmed: 0, left: 1 });
		expect(await runErasure(fresh(ctx), { erasureId }, later)).toEqual({ isFinished: false });
		return { ctx, destinationId, sync, erasureId };
	}

	it("asks how many removals are given up, and says on every page what stays at the old one", async () => {
		const { ctx, destinationId, sync, erasureId } = await leave();
		try {
			const { name } = await getDestination(ctx, destinationId);
			const values = openAccount("act_70001");
			const move = (given: object, as: Context = ctx) =>
				updateDestination(fresh(as), destinationId, { values, ...given });
			for (const given of [
				{},
				{ startsOver: true },
				{ givesUpRemovals: 2 },
				{ startsOver: true, givesUpRemovals: 1 },
			]) {
				await expect(move(given)).rejects.toMatchObject({
					code: "conflict",
					message: expect.stringMatching(
						/1 person being erased and 1 person who withdrew consent or was suppressed have not been removed from the old place yet.*give these removals up/,
					),
					issues: expect.arrayContaining([expect.objectContaining({ path: "startsOver" })]),
				});
			}
			await expect(move({ startsOver: true })).rejects.toMatchObject({
				issues: expect.arrayContaining([
					{ path: "givesUpRemovals", message: expect.stringContaining("must be 2") },
				]),
			});
			const marketer = { ...ctx, actor: { ...ctx.actor, role: "marketer" as const } };
			await expect(move({ startsOver: true, givesUpRemovals: 2 }, marketer)).rejects.toMatchObject({
				code: "forbidden",
			});
			expect((await deliveryOf(ctx, 1))?.withdrawal).toMatchObject({ givenUpAt: null });

			await move({ startsOver: true, givesUpRemovals: 2 });
			expect(await auditOf(ctx, "destination.removals_given_up")).toMatchObject([
				{ entityId: destinationId, detail: { people: 2, erased: 1, withdrawn: 1 } },
			]);
			expect(await getOwedRemovals(ctx, destinationId)).toEqual({ people: 0, erased: 0, withdrawn: 0 });
			expect((await deliveryOf(ctx, 1))?.withdrawal).toMatchObject({
				givenUpAt: expect.any(String),
				confirmedAt: null,
				sentence: `Consent withdrawn. ${name} was moved to another account or address before it confirmed the removal: they may still be at the old one, and Muster cannot remove anyone there any more.`,
			});
			expect(await runErasure(fresh(ctx), { erasureId }, later)).toEqual({ isFinished: true });
			expect((await deliveryOf(ctx, 2))?.sentence).toBe(
				`Erased on request. 1 identifier may still be at the old account or address. ${name} was moved to another one before the removal was confirmed, so Muster cannot remove anyone from the old one any more.`,
			);
			// Nothing of them is sent to the new one, and nothing is tried at the old one.
			expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 2, removed: 0 } });
			expect(await sync.held()).toEqual(keys(3, 4));
			expect(await removeWithdrawn(ctx, { syncId: sync.id }, later)).toEqual({ confirmed: 0, left: 0 });
		} finally {
			sandbox.faults.clear();
		}
	});

	it("does not take a removal that is under way for done", async () => {
		const { ctx, destinationId, sync, erasureId } = await leave();
		sandbox.faults.clear();
		sandbox.faults.add(fault.parse({ network: "meta", kind: "timeout", operation: "remove", times: 1_000 }));
		try {
			const removing = removeWithdrawn(ctx, { syncId: sync.id }, later);
			await vi.waitFor(
				async () =>
					expect(
						await ctx.db.deliveryKey.count({ where: { syncId: sync.id, state: "removing" } }),
					).toBeGreaterThan(0),
				{ timeout: 40_000 },
			);
			const values = openAccount("act_70002");
			await updateDestination(fresh(ctx), destinationId, { values, startsOver: true, givesUpRemovals: 2 });
			expect(await removing).toMatchObject({ confirmed: 0 });
		} finally {
			sandbox.faults.clear();
		}
		expect(await ctx.db.withdrawalRemoval.findFirst({ where: { syncId: sync.id } })).toMatchObject({
			givenUpAt: expect.any(Date),
			movedAway: true,
			confirmedAt: null,
		});
		expect(await runErasure(fresh(ctx), { erasureId }, later)).toEqual({ isFinished: true });
		expect(await getErasure(ctx, { erasureId })).toMatchObject({
			removals: [{ removed: 0, pending: 1, confirmedAt: null, movedAway: true }],
		});
	});
});
