import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import type { Fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { hashForMeta } from "@/lib/identity/normalize-meta";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { downloadPerson } from "@/lib/privacy/server/download-person";
import { explainPersonDelivery } from "@/lib/privacy/server/explain-person-delivery";
import { getErasure } from "@/lib/privacy/server/list-erasures";
import { requestErasure } from "@/lib/privacy/server/request-erasure";
import { retryErasure } from "@/lib/privacy/server/retry-erasure";
import { runDueErasures } from "@/lib/privacy/server/run-due-erasures";
import { runErasure } from "@/lib/privacy/server/run-erasure";
import { countErased } from "@/lib/profiles/server/erase-history";
import { findProfiles } from "@/lib/profiles/server/find-profiles";
import { rebuildSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import type { SegmentRule } from "@/lib/rules/rule";
import { createSegment } from "@/lib/segments/server/create-segment";
import { getSegment } from "@/lib/segments/server/get-segment";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { recordConsent } from "@/lib/sources/server/record-consent";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { pauseSync } from "@/lib/syncs/server/change-sync";
import { connectTestMeta, openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
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

const before = "2026-10-01T12:00:00.000Z";
const signUp = (n: number) => ({
	type: "identify",
	messageId: `sign-up-${n}`,
	userId: `u${n}`,
	anonymousId: `device-${n}`,
	traits: { email: `person${n}@example.com`, plan: "pro" },
	timestamp: before,
});
const order = (n: number, messageId: string, timestamp?: string) => ({
	type: "track",
	messageId,
	userId: `u${n}`,
	anonymousId: `device-${n}`,
	event: "Order Completed",
	properties: { revenue: 10 },
	...(timestamp ? { timestamp } : {}),
});
const isPro: SegmentRule = {
	combinator: "and",
	rules: [{ kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" }],
};
const bought: SegmentRule = {
	combinator: "and",
	rules: [
		{
			kind: "event",
			field: "Order Completed",
			aggregate: { kind: "count" },
			operator: ">=",
			value: 1,
			window: { kind: "last", amount: 300, unit: "days" },
		},
	],
};
const isNotFree: SegmentRule = {
	combinator: "and",
	rules: [{ kind: "trait", field: "plan", type: "string", operator: "notEquals", value: "free" }],
};

const never: SegmentRule = {
	combinator: "and",
	rules: [{ kind: "trait", field: "plan", type: "string", operator: "equals", value: "no one has it" }],
};

/** Three customers in a segment that is delivered; the first two share nothing. */
async function shop(): Promise<{ ctx: Context; segmentId: string; destinationId: string }> {
	const ctx = await createTestWorkspace();
	await sendMessages(
		ctx,
		[1, 2, 3].flatMap((n) => [signUp(n), order(n, `order-${n}`, before)]),
	);
	for (const n of [1, 2, 3]) {
		await recordConsent(ctx, {
			identifier: { kind: "user_id", value: `u${n}` },
			purpose: "advertising",
			state: "granted",
			statement: "Yes, please",
		});
	}
	const { id: segmentId } = await createSegment(ctx, { name: "Pro", rule: isPro });
	await refreshSegment({ ...ctx, now: new Date() }, segmentId);
	return { ctx, segmentId, destinationId: await connectTestMeta(ctx, sandbox) };
}

const fresh = (ctx: Context): Context => ({ ...ctx, now: new Date() });
const sizeOf = async (ctx: Context, rule: SegmentRule) => (await previewSegment(fresh(ctx), { rule })).total;
const uidOf = async (ctx: Context, n: number) => (await findProfiles(ctx, { q: `u${n}` }))[0]?.uid ?? 0;
const later = { now: () => Date.now() + 61_000, sleep: async () => {}, timeoutMs: 1_500 };
const fault = (kind: Fault["kind"], operation: "add" | "remove", times: number, after = 0) =>
	sandbox.faults.add({ network: "meta", kind, operation, after, times, delayMs: 0, values: [] });
const held = (...people: number[]) =>
	people.map((n) => `EMAIL:${hashForMeta(`person${n}@example.com`)}`).sort();

describe("an erasure", () => {
	it("removes a person from counts at once, from destinations and stores permanently, and returns a receipt", async () => {
		const { ctx, segmentId, destinationId } = await shop();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		await sync.run();
		expect(await sync.held()).toEqual(held(1, 2, 3));
		// With a snapshot in use too, which knows nothing of what comes after it.
		await rebuildSnapshot(fresh(ctx));
		const uid = await uidOf(ctx, 1);
		const erasure = await requestErasure(fresh(ctx), { profileId: uid });
		expect(erasure).toMatchObject({
			status: "running",
			profileId: uid,
			removals: [{ identifiers: 1, removed: 0, pending: 1 }],
		});
		expect(await getSegment(ctx, segmentId)).toMatchObject({ size: 2 });
		for (const rule of [isPro, bought, isNotFree]) expect(await sizeOf(ctx, rule)).toBe(2);
		expect(await findProfiles(ctx, { q: "person1@example.com" })).toEqual([]);

		expect(await runErasure(fresh(ctx), { erasureId: erasure.id })).toEqual({ isFinished: false });
		expect(await sync.held()).toEqual(held(2, 3));
		expect(await countErased(ctx, [uid])).toBe(0);
		expect(await runErasure(fresh(ctx), { erasureId: erasure.id }, later)).toEqual({ isFinished: true });
		const receipt = await getErasure(ctx, { erasureId: erasure.id });
		expect(receipt).toMatchObject({
			status: "finished",
			nextTryAt: null,
			error: null,
			removals: [{ identifiers: 1, removed: 1, shared: 0, pending: 0, reason: null }],
		});
		expect(receipt.rowsErased).toBeGreaterThan(3);
		const stored = await ctx.db.erasureRemoval.findMany({ where: { erasureId: erasure.id } });
		expect(stored.flatMap((one) => one.keyHashes)).toEqual([]);
		// What is left of the sync goes on as before.
		const run = await sync.run();
		expect(run.counts).toMatchObject({ delivered: 2, added: 0, removed: 0, erased: 0 });
	});

	it("is not undone by a late event or by a retry of an old message, and a person who returns is new", async () => {
		const { ctx } = await shop();
		const uid = await uidOf(ctx, 2);
		const { id: erasureId } = await requestErasure(fresh(ctx), { profileId: uid });
		await runErasure(fresh(ctx), { erasureId });
		const sent = await sendMessages(fresh(ctx), [
			signUp(2),
			{ ...signUp(2), messageId: "the same by another id" },
			order(2, "late order", before),
			{
				type: "track",
				messageId: "late visit",
				anonymousId: "device-2",
				event: "Visited",
				timestamp: before,
			},
			{ ...order(3, "someone else's device", before), anonymousId: "device-2" },
		]);
		const other = await uidOf(ctx, 3);
		expect(sent.uids).toEqual([null, null, null, null, other]);
		expect(sent.isErased).toEqual([false, true, true, true, false]);
		expect(await countErased(ctx, [uid])).toBe(0);
		expect(await ctx.db.vaultValue.count({ where: { workspaceNumber: ctx.workspace.number, uid } })).toBe(0);
		expect(await findProfiles(ctx, { q: "person2@example.com" })).toEqual([]);

		const back = await sendMessages(fresh(ctx), [
			{ ...order(2, "a new order"), timestamp: new Date().toISOString() },
		]);
		expect(back.uids[0]).toBeGreaterThan(uid);
		// What happened before is still the erased person's.
		const late = await sendMessages(fresh(ctx), [order(2, "later still", before)]);
		expect(late.isErased).toEqual([true]);
	});

	it("reaches a paused and an archived sync, and names a destination that refuses until it confirms", async () => {
		const { ctx, segmentId, destinationId } = await shop();
		const paused = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		const archived = await openTestSync(ctx, sandbox, {
			segmentId,
			destinationId,
			identifierKinds: ["email"],
		});
		await paused.run();
		await archived.run();
		await pauseSync(ctx, paused.id);
		await archiveSync(ctx, archived.id, { audience: "leave" });
		const uid = await uidOf(ctx, 3);
		const { id: erasureId } = await requestErasure(fresh(ctx), { profileId: uid });
		sandbox.faults.add({
			network: "meta",
			kind: "token_expired",
			operation: "remove",
			after: 0,
			times: 2,
			delayMs: 0,
			values: [],
		});
		await runErasure(fresh(ctx), { erasureId }, later);
		const first = await getErasure(ctx, { erasureId });
		expect(first.status).toBe("running");
		expect(first.removals.map(({ pending }) => pending)).toEqual([1, 1]);
		for (const removal of first.removals) expect(removal.reason).toMatch(/\w/);
		expect(first.nextTryAt).not.toBeNull();
		expect((await ctx.db.sync.findUniqueOrThrow({ where: { id: paused.id } })).status).toBe("paused");

		const retried = await retryErasure(fresh(ctx), { erasureId });
		expect(Date.parse(retried.nextTryAt ?? "")).toBeGreaterThan(Date.now());
		expect(await runErasure(fresh(ctx), { erasureId }, later)).toEqual({ isFinished: true });
		expect(await paused.held()).toEqual(held(1, 2));
		expect(await archived.held()).toEqual(held(1, 2));
	});

	it("waits out an unclear answer without retrying, reports it, and is confirmed when the wait is over", async () => {
		const { ctx, segmentId, destinationId } = await shop();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		await sync.run();
		const start = Date.now();
		let at = start;
		const clock = { ...later, now: () => at };
		const asOf = (): Context => ({ ...ctx, now: new Date(at) });
		const { id: erasureId } = await requestErasure(asOf(), { profileId: await uidOf(ctx, 1) });
		const read = async () => await getErasure(ctx, { erasureId });
		const requests = async () =>
			await ctx.db.syncRequest.count({ where: { run: { syncId: sync.id }, operation: "remove" } });
		const jobs = async () => await ctx.db.jobRun.count({ where: { key: `erasure:${erasureId}` } });
		// Carried out, but the response is lost for each of the attempt's four requests.
		sandbox.faults.add({
			network: "meta",
			kind: "error_500_after",
			operation: "remove",
			after: 0,
			times: 4,
			delayMs: 0,
			values: [],
		});
		at = start + 61_000;
		expect(await runErasure(asOf(), { erasureId }, clock)).toEqual({ isFinished: false });
		const requestedAt = at;
		const again = requestedAt + 15 * 60_000;
		const waiting = {
			removed: 0,
			pending: 1,
			reason: "No answer was clear yet.",
			checkedAt: new Date(requestedAt).toISOString(),
			retryAt: new Date(again).toISOString(),
			confirmedAt: null,
		};
		const first = await read();
		expect(first).toMatchObject({ attempts: 1, removals: [waiting] });
		expect(first.nextTryAt).toBe(new Date(again).toISOString());
		expect(await requests()).toBe(1);
		const runs = await ctx.db.syncRun.count({ where: { syncId: sync.id } });

		for (const minute of [1, 2, 5, 14]) {
			at = requestedAt + minute * 60_000;
			await runErasure(asOf(), { erasureId }, clock);
			const still = await read();
			expect(still).toMatchObject({ status: "running", attempts: 1, removals: [waiting] });
			expect(still.nextTryAt).toBe(new Date(again).toISOString());
		}
		expect(await requests()).toBe(1);
		// An attempt that contacted no one is no run either.
		expect(await ctx.db.syncRun.count({ where: { syncId: sync.id } })).toBe(runs);
		// Retried by hand meanwhile, it returns when it can be retried and postpones nothing.
		const before = await jobs();
		expect(await retryErasure(asOf(), { erasureId })).toEqual(await read());
		expect(await jobs()).toBe(before);

		at = again;
		const mine = { where: { id: erasureId } };
		await runDueErasures(new Date(at));
		expect(await jobs()).toBe(before + 1);
		expect((await ctx.db.erasure.findUniqueOrThrow(mine)).nextTryAt?.getTime()).toBeGreaterThan(again);
		expect(await runErasure(asOf(), { erasureId }, clock)).toEqual({ isFinished: true });
		expect(await requests()).toBe(2);
		expect(await sync.held()).toEqual(held(2, 3));
		expect(await read()).toMatchObject({
			status: "finished",
			attempts: 2,
			nextTryAt: null,
			removals: [
				{ removed: 1, pending: 0, reason: null, retryAt: null, confirmedAt: new Date(again).toISOString() },
			],
		});
	});

	it("takes a press up each time something can be done, however often the next try stays the same", async () => {
		const { ctx } = await shop();
		const { id: erasureId } = await requestErasure(fresh(ctx), { profileId: await uidOf(ctx, 1) });
		const nextTryAt = new Date(Date.now() + 30 * 60_000);
		const jobs = async () => await ctx.db.jobRun.count({ where: { key: `erasure:${erasureId}` } });
		const before = await jobs();
		for (const press of [1, 2]) {
			await ctx.db.erasure.update({ where: { id: erasureId }, data: { nextTryAt } });
			await retryErasure({ ...ctx, now: new Date(Date.now() + press) }, { erasureId });
		}
		expect(await jobs()).toBe(before + 2);
	});

	it("shows what is confirmed and what is not for the person, only for syncs that had them", async () => {
		const { ctx, segmentId, destinationId } = await shop();
		const delivered = async () =>
			await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		// An erasure takes syncs in the order of their ids.
		const byId = [await delivered(), await delivered()].sort((a, b) => (a.id < b.id ? -1 : 1));
		const [confirming, unclear] = byId as [TestSync, TestSync];
		// Planned, but never sent: the network refused before processing anyone.
		const stopped = await openTestSync(ctx, sandbox, {
			segmentId,
			destinationId,
			identifierKinds: ["email"],
		});
		const { id: emptyId } = await createSegment(ctx, { name: "Nobody", rule: never });
		await refreshSegment(fresh(ctx), emptyId);
		const empty = await openTestSync(ctx, sandbox, { segmentId: emptyId, destinationId });
		await confirming.run();
		await unclear.run();
		await empty.run();
		fault("token_expired", "add", 1);
		expect(await stopped.run()).toMatchObject({ status: "failed" });
		const uid = await uidOf(ctx, 1);
		const about = async () => (await explainPersonDelivery(fresh(ctx), uid)).items;
		expect((await about()).map(({ fate }) => fate)).toEqual(["wanted", "wanted", "wanted"]);

		const { id: erasureId } = await requestErasure(fresh(ctx), { profileId: uid });
		const atOnce = await about();
		expect(atOnce.map(({ syncId }) => syncId).sort()).toEqual([confirming.id, unclear.id].sort());
		for (const one of atOnce) {
			expect(one).toMatchObject({ fate: "erased", identifiers: [], removal: { confirmedAt: null } });
			expect(one.sentence).toContain("1 identifier not confirmed yet.");
		}

		fault("error_500_after", "remove", 4, 1);
		await runErasure(fresh(ctx), { erasureId }, later);
		const items = await about();
		expect(items.map(({ syncId }) => syncId).sort()).toEqual([confirming.id, unclear.id].sort());
		const of = (id: string) => items.find(({ syncId }) => syncId === id);
		const { removals } = await getErasure(ctx, { erasureId });
		const receipt = (id: string) => removals.find(({ syncId }) => syncId === id);
		expect(of(confirming.id)?.removal).toEqual({
			confirmedAt: receipt(confirming.id)?.confirmedAt,
			givenUpAt: null,
			nextTryAt: null,
		});
		expect(of(confirming.id)?.sentence).toMatch(
			/^Erased on request\. 1 identifier removed\. Meta .* confirmed this on .* UTC\.$/,
		);
		expect(of(unclear.id)?.removal).toEqual({
			confirmedAt: null,
			givenUpAt: null,
			nextTryAt: receipt(unclear.id)?.retryAt,
		});
		expect(of(unclear.id)?.sentence).toMatch(
			/^Erased on request\. 1 identifier not confirmed yet\. No answer was clear yet; removals are asked again at .* UTC\.$/,
		);
		expect(JSON.stringify(items)).not.toMatch(/person1|u1\b|@/);
		// Nothing was ever at the third: it is on the receipt for the ledger's sake, with nothing removed.
		expect(receipt(stopped.id)).toMatchObject({ identifiers: 0, removed: 0, pending: 0, reason: null });
		expect(receipt(stopped.id)?.confirmedAt).not.toBeNull();
		expect(await ctx.db.deliveryOwner.count({ where: { syncId: stopped.id, uid } })).toBe(0);
		expect(receipt(empty.id)).toBeUndefined();
	});

	it("keeps and reports an identifier at a destination when someone else is delivered by it", async () => {
		const { ctx, segmentId, destinationId } = await shop();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["phone"] });
		const phone = (n: number) => ({
			type: "identify",
			userId: `u${n}`,
			traits: { phone: "+12015550123" },
			timestamp: before,
		});
		await sendMessages(ctx, [phone(1), phone(2)]);
		await sync.run();
		const remote = await sync.held();
		expect(remote).toHaveLength(1);
		const { id: erasureId } = await requestErasure(fresh(ctx), { profileId: await uidOf(ctx, 1) });
		expect(await runErasure(fresh(ctx), { erasureId }, later)).toEqual({ isFinished: true });
		expect(await sync.held()).toEqual(remote);
		expect((await getErasure(ctx, { erasureId })).removals).toMatchObject([
			{ shared: 1, removed: 0, pending: 0 },
		]);
	});

	it("removes again what a running run recorded after the destination had confirmed", async () => {
		const { ctx, segmentId, destinationId } = await shop();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["phone"] });
		const phone = (n: number, last: number) => ({
			type: "identify",
			userId: `u${n}`,
			traits: { phone: `+1201555012${last}` },
			timestamp: before,
		});
		await sendMessages(ctx, [phone(1, 1), phone(2, 1), phone(3, 3)]);
		await sync.run();
		const [uid, other] = [await uidOf(ctx, 1), await uidOf(ctx, 3)];
		const { id: erasureId } = await requestErasure(fresh(ctx), { profileId: uid });
		await runErasure(fresh(ctx), { erasureId });
		const removals = async () => (await getErasure(ctx, { erasureId })).removals;
		expect(await removals()).toMatchObject([{ identifiers: 1, shared: 1, pending: 0 }]);
		const theirs = await ctx.db.deliveryOwner.findFirstOrThrow({ where: { syncId: sync.id, uid: other } });
		await ctx.db.deliveryOwner.create({ data: { ...theirs, uid, reason: "wanted" } });
		expect(await runErasure(fresh(ctx), { erasureId }, later)).toEqual({ isFinished: true });
		expect(await removals()).toMatchObject([{ identifiers: 2, shared: 2, removed: 0, pending: 0 }]);
		expect(await ctx.db.deliveryOwner.count({ where: { syncId: sync.id, uid } })).toBe(0);
	});

	it("waits for an addition whose answer was lost before the erasure was requested, and then removes it", async () => {
		const { ctx, segmentId, destinationId } = await shop();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		fault("cut_after", "add", 1);
		await sync.run();
		expect(await sync.held()).toEqual(held(1, 2, 3));
		const { id: erasureId } = await requestErasure(fresh(ctx), { profileId: await uidOf(ctx, 1) });
		await runErasure(fresh(ctx), { erasureId }, later);
		const { attempts, nextTryAt, removals } = await getErasure(ctx, { erasureId });
		const [removal] = removals;
		expect(removal).toMatchObject({
			removed: 0,
			pending: 1,
			reason: "No answer was clear yet.",
			checkedAt: null,
		});
		expect([attempts, nextTryAt]).toEqual([0, removal?.retryAt]);
		const over = Date.parse(nextTryAt ?? "");
		expect(await runErasure(fresh(ctx), { erasureId }, { ...later, now: () => over })).toEqual({
			isFinished: true,
		});
		expect(await sync.held()).toEqual(held(2, 3));
	});

	it("is resumed when its time has come, once", async () => {
		const { ctx } = await shop();
		const { id } = await requestErasure(fresh(ctx), { profileId: await uidOf(ctx, 1) });
		const due = new Date(Date.now() + 11 * 60_000);
		const mine = async () => (await ctx.db.erasure.findUniqueOrThrow({ where: { id } })).nextTryAt;
		await runDueErasures(new Date(Date.now() + 9 * 60_000));
		const waiting = await mine();
		await Promise.all([runDueErasures(due), runDueErasures(due)]);
		expect(await mine()).not.toEqual(waiting);
		const runs = await ctx.db.jobRun.count({ where: { job: "privacy.run-erasure", key: `erasure:${id}` } });
		expect(runs).toBe(2);
	});

	it("may be requested by admins only, for people who exist", async () => {
		const { ctx } = await shop();
		const profileId = await uidOf(ctx, 1);
		const marketer: Context = { ...ctx, actor: { ...ctx.actor, role: "marketer" } };
		await expect(requestErasure(marketer, { profileId })).rejects.toMatchObject({ code: "forbidden" });
		await expect(downloadPerson(marketer, { profileId, format: "json" })).rejects.toMatchObject({
			code: "forbidden",
		});
		await requestErasure(fresh(ctx), { profileId });
		await expect(requestErasure(fresh(ctx), { profileId })).rejects.toMatchObject({ code: "not_found" });
		await expect(requestErasure(fresh(ctx), { profileId: 999 })).rejects.toMatchObject({ code: "not_found" });
	});
});

describe("a person's data", () => {
	it("can be downloaded whole, to read and for programs", async () => {
		const { ctx } = await shop();
		await sendMessages(ctx, [
			{ type: "identify", userId: "u1", traits: { plan: "team" }, timestamp: "2026-10-02T12:00:00.000Z" },
		]);
		const profileId = await uidOf(ctx, 1);
		const json = await downloadPerson(fresh(ctx), { profileId, format: "json" });
		const file = JSON.parse(await json.text());
		expect(file.profile.email).toBe("person1@example.com");
		expect(
			file.traitHistory
				.filter(({ trait }: { trait: string }) => trait === "plan")
				.map(({ value }: { value: string }) => value),
		).toEqual(["pro", "team"]);
		expect(file.consentHistory).toMatchObject([{ purpose: "advertising", state: "granted" }]);
		expect(file.segments).toMatchObject([{ name: "Pro" }]);
		expect(file.events).toMatchObject([{ event: "Order Completed", properties: { revenue: 10 } }]);
		const page = await downloadPerson(fresh(ctx), { profileId, format: "html" });
		expect(page.headers.get("content-disposition")).toBe(`attachment; filename="person-${profileId}.html"`);
		const text = await page.text();
		expect(text).toContain("person1@example.com");
		expect(text).toContain("Yes, please");
	});
});
