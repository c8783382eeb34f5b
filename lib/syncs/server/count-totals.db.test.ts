import { afterAll, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import type { KeyState } from "@/lib/syncs/ledger";
import { countTotals, storeTotals } from "@/lib/syncs/server/count-totals";
import { openBareSync } from "@/lib/syncs/testing/open-bare-sync";
import type { Context } from "@/lib/workspaces/server/context";

afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const at = new Date("2026-11-30T09:00:00Z");
let lastKey = 0;

type Key = { state: KeyState; isDesired?: boolean; reason?: string };

/** A key of the ledger and who carries it, each wanted or not. */
async function addKey(
	ctx: Context,
	syncId: string,
	key: Key,
	owners: Record<number, boolean>,
): Promise<void> {
	const keyHash = Buffer.alloc(32, ++lastKey);
	await ctx.db.deliveryKey.create({
		data: {
			syncId,
			keyHash,
			identifierKind: "email",
			remoteKeyEncrypted: Buffer.from(""),
			isDesired: key.isDesired ?? true,
			state: key.state,
			reason: key.reason ?? null,
			since: at,
		},
	});
	await ctx.db.deliveryOwner.createMany({
		data: Object.entries(owners).map(([uid, isDesired]) => ({
			syncId,
			uid: Number(uid),
			keyHash,
			isDesired,
			reason: isDesired ? "wanted" : "left",
		})),
	});
}

it("counts every desired person in exactly one way, however many identifiers they have", async () => {
	const { ctx, syncId } = await openBareSync();
	const add = (key: Key, owners: Record<number, boolean>) => addKey(ctx, syncId, key, owners);
	// By two identifiers, and by one beside a rejected one.
	await add({ state: "present" }, { 1: true });
	await add({ state: "accepted" }, { 1: true, 2: true });
	await add({ state: "rejected", reason: "not a phone" }, { 2: true });
	await add({ state: "unknown" }, { 3: true });
	await add({ state: "adding" }, { 4: true });
	await add({ state: "absent" }, { 5: true });
	await add({ state: "rejected", reason: "not an email" }, { 6: true, 7: true });
	await add({ state: "rejected" }, { 6: true });
	// Someone who is held out has it too.
	await add({ state: "absent", isDesired: false }, { 8: true, 9: false });
	await add({ state: "accepted", isDesired: false }, { 10: false });
	await add({ state: "removing", isDesired: false }, { 11: false });
	await add({ state: "absent", isDesired: false }, { 12: false });
	const totals = await storeTotals(ctx.db, { syncId, now: at, desired: 10 });
	expect(totals).toMatchObject({
		at: at.toISOString(),
		desired: 10,
		delivered: 2,
		unanswered: 2,
		waiting: 1,
		rejected: 2,
		shared: 1,
		noIdentifier: 2,
		leaving: 2,
		waitingSince: at.toISOString(),
		reasons: [
			{ reason: "not an email", people: 2 },
			{ reason: "The destination gave no reason.", people: 1 },
			{ reason: "not a phone", people: 1 },
		],
		otherReasons: 0,
	});
	const { delivered, unanswered, waiting, rejected, shared, noIdentifier } = totals;
	expect(delivered + unanswered + waiting + rejected + shared + noIdentifier).toBe(totals.desired);
});

it("counts people whose fields cannot be sent apart from those without an identifier", async () => {
	const { ctx, syncId } = await openBareSync();
	await addKey(ctx, syncId, { state: "present" }, { 1: true });
	await addKey(ctx, syncId, { state: "absent", isDesired: false }, { 2: false, 3: false });
	await addKey(ctx, syncId, { state: "absent", isDesired: false }, { 2: false });
	await ctx.db.deliveryOwner.updateMany({
		where: { syncId, uid: { in: [2, 3] } },
		data: { reason: "unmapped" },
	});
	const planned = await storeTotals(ctx.db, { syncId, now: at, desired: 4 });
	expect(planned).toMatchObject({ desired: 4, delivered: 1, unmapped: 2, noIdentifier: 1, waiting: 0 });
	// Only the ledger is asked: the ones without an identifier are not in it.
	expect(await countTotals(ctx.db, { syncId, now: at })).toMatchObject({
		desired: 4,
		unmapped: 2,
		noIdentifier: 1,
	});
	expect(await countTotals(ctx.db, { syncId, now: at, desired: 9, isPlanned: false })).toMatchObject({
		unmapped: 2,
		noIdentifier: 1,
		waiting: 5,
	});
});

it("remembers since when people wait, until no one does, and counts those of an unfinished plan among them", async () => {
	const { ctx, syncId } = await openBareSync();
	await addKey(ctx, syncId, { state: "absent" }, { 1: true });
	await storeTotals(ctx.db, { syncId, now: at });
	const later = new Date(at.getTime() + 3_600_000);
	expect(await storeTotals(ctx.db, { syncId, now: later })).toMatchObject({
		waiting: 1,
		waitingSince: at.toISOString(),
	});
	await ctx.db.deliveryKey.updateMany({ where: { syncId }, data: { state: "present" } });
	expect(await storeTotals(ctx.db, { syncId, now: later })).toMatchObject({ waiting: 0, waitingSince: null });
	expect(await countTotals(ctx.db, { syncId, now: later, desired: 5, isPlanned: false })).toMatchObject({
		desired: 5,
		delivered: 1,
		waiting: 4,
		noIdentifier: 0,
		waitingSince: later.toISOString(),
	});
	expect(await countTotals(ctx.db, { syncId, now: later, desired: 5 })).toMatchObject({
		waiting: 0,
		noIdentifier: 4,
	});
});

it("keeps the thirty commonest reasons and says how many more there are", async () => {
	const { ctx, syncId } = await openBareSync();
	for (let reason = 1; reason <= 32; reason++) {
		await addKey(ctx, syncId, { state: "rejected", reason: `reason ${reason}` }, { [reason]: true });
	}
	const totals = await countTotals(ctx.db, { syncId, now: at });
	expect(totals.reasons).toHaveLength(30);
	expect(totals.otherReasons).toBe(2);
});
