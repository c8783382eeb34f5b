import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { setConsent } from "@/lib/consent/testing/set-consent";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { hashForMeta } from "@/lib/identity/normalize-meta";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import type { StoredValue } from "@/lib/profiles/stored-value";
import type { DueKey } from "@/lib/syncs/deliver";
import type { CreateSyncInput } from "@/lib/syncs/edit-contracts";
import { newKey } from "@/lib/syncs/ledger";
import { mapping as mappingSchema } from "@/lib/syncs/mapping/contracts";
import { updateSync } from "@/lib/syncs/server/change-sync";
import { createSync } from "@/lib/syncs/server/create-sync";
import { duplicateSync } from "@/lib/syncs/server/duplicate-sync";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { getSync } from "@/lib/syncs/server/get-sync";
import { listOutcomes } from "@/lib/syncs/server/list-outcomes";
import { findSync, openSync } from "@/lib/syncs/server/open-sync";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { readPayloads } from "@/lib/syncs/server/read-payloads";
import { sampleDraft, sampleSync } from "@/lib/syncs/server/sample-sync";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import { setTraits } from "@/lib/syncs/testing/set-traits";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const text = (value: string): StoredValue => ({ type: "string", value });
const number = (value: number): StoredValue => ({ type: "number", value });
/** Values are set after the context was made. */
const now = (): Context => ({ ...ctx, now: new Date() });
const email = (uid: number) => `u${uid}@example.com`;

let sandbox: Sandbox;
let ctx: Context;
let hook = "";
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
	ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		Array.from({ length: 12 }, (_one, index) => ({ uid: index + 1, email: email(index + 1) })),
	);
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const secret = "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=";
let hooks = 0;
/** A receiver of its own. */
async function connectHook(values: Record<string, string> = {}): Promise<string> {
	hook = `hook${++hooks}`;
	sandbox.change({ type: "webhook", name: hook, secret });
	const { id } = await connectDestination(ctx, {
		network: "webhook",
		name: hook,
		values: { url: `${sandbox.url}/webhooks/${hook}`, signingSecret: secret, ...values },
	});
	return id;
}
const receiver = (name = hook) => {
	const found = sandbox.webhooks.receivers.get(name);
	if (!found) throw new Error("no such receiver");
	return found;
};
const told = (name = hook) =>
	receiver(name).events.map(({ type, person }) => ({ type, id: person.id, traits: person.traits }));
const open = (
	input: Omit<CreateSyncInput, "everyMinutes"> & { segmentId: string; destinationId: string },
): Promise<TestSync> => openTestSync(ctx, sandbox, input);

describe("a value-based audience at Meta", () => {
	it("holds numbers as numbers, leaves out who has none with the reason, and sends a changed value again", async () => {
		await setTraits(ctx, "ltv", {
			1: number(49.9),
			2: text("49.90"),
			3: number(0),
			4: number(-12.5),
			6: text("1e400"),
			7: text("€ 12"),
			8: number(12345678.123456),
		});
		const segmentId = await createTestSegment(ctx, [1, 2, 3, 4, 5, 6, 7, 8]);
		const destinationId = await connectTestMeta(ctx, sandbox);
		const sync = await open({
			segmentId,
			destinationId,
			identifierKinds: ["email"],
			mapping: [{ target: "LOOKALIKE_VALUE", source: { trait: "ltv" } }],
		});
		expect(await previewSync(now(), sync.id)).toMatchObject({
			wanted: 8,
			toAdd: 4,
			unmapped: 4,
			noIdentifier: 0,
		});
		const run = await sync.run();
		expect(run).toMatchObject({
			status: "finished",
			counts: { wanted: 8, added: 4, unmapped: 4, noIdentifier: 0, delivered: 4 },
		});
		const { remoteAudienceId } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		const audience = sandbox.meta.audiences.get(remoteAudienceId ?? "");
		expect(audience?.isValueBased).toBe(true);
		const worth = (uid: number) => audience?.values.get(`EMAIL:${hashForMeta(email(uid))}`);
		expect([1, 2, 3, 8].map(worth)).toEqual([49.9, 49.9, 0, 12345678.123456]);
		expect(audience?.keys.size).toBe(4);
		const { items } = await listOutcomes(ctx, sync.id, { filter: "unmapped", limit: 20 });
		expect(items.map(({ uid, sentence }) => [uid, sentence])).toEqual([
			[4, "Not sent: Customer value is negative, and Meta takes zero or more."],
			[5, "Not sent: Customer value is empty."],
			[6, "Not sent: Customer value is too large for a number."],
			[7, "Not sent: Customer value is text that is not a number."],
		]);
		const mine = (await explainDelivery(ctx, 5)).items.find(({ syncId }) => syncId === sync.id);
		expect(mine).toMatchObject({
			fate: "unmapped",
			sentence: "In the audience, but not sent: Customer value is empty.",
		});

		expect((await sync.run()).counts).toMatchObject({ added: 0, updated: 0, renewed: 0, removed: 0 });
		await setTraits(ctx, "ltv", { 1: number(60), 2: number(49.9), 3: { type: "unset" }, 5: number(1) });
		// 49.90 and 49.9 are the same value, so person 2 is not sent again.
		expect((await sync.run()).counts).toMatchObject({ added: 1, updated: 1, removed: 1, unmapped: 4 });
		expect([1, 2, 3, 5].map(worth)).toEqual([60, 49.9, undefined, 1]);
	});

	it("stays value-based, and a plain one stays plain", async () => {
		const segmentId = await createTestSegment(ctx, [1]);
		const destinationId = await connectTestMeta(ctx, sandbox);
		const values = [{ target: "LOOKALIKE_VALUE", source: { trait: "ltv" } }];
		const plain = await open({ segmentId, destinationId, identifierKinds: ["email"] });
		await plain.run();
		await expect(updateSync(ctx, plain.id, { mapping: mappingSchema.parse(values) })).rejects.toThrow(
			"was made without Customer value, and it cannot be added",
		);
		const valued = await open({ segmentId, destinationId, identifierKinds: ["email"], mapping: values });
		// Before the first run there is no audience that could be of the other kind.
		await updateSync(ctx, valued.id, { mapping: [] });
		await updateSync(ctx, valued.id, { mapping: mappingSchema.parse(values) });
		await valued.run();
		await expect(updateSync(ctx, valued.id, { mapping: [] })).rejects.toThrow(
			"carries Customer value, and it cannot be taken away",
		);
	});

	it("says of an exclusion audience that it is one", async () => {
		const destinationId = await connectTestMeta(ctx, sandbox);
		const sync = await open({
			segmentId: await createTestSegment(ctx, [1]),
			destinationId,
			identifierKinds: ["email"],
			use: "exclude",
		});
		await sync.run();
		const { remoteAudienceId } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		expect(sandbox.meta.audiences.get(remoteAudienceId ?? "")?.description).toMatch(/^People to keep out/);
	});
});

describe("a mapping that changes without anyone changing", () => {
	it("reaches everyone once, each time", async () => {
		await setTraits(ctx, "tier", { 1: text("gold"), 2: text("silver"), 3: text("gold") });
		const segmentId = await createTestSegment(ctx, [1, 2, 3]);
		const sync = await open({ segmentId, destinationId: await connectHook(), identifierKinds: ["email"] });
		expect((await sync.run()).counts).toMatchObject({ added: 3, updated: 0 });
		const changes = [
			[{ target: "tier", source: { trait: "tier" } }],
			[
				{ target: "tier", source: { trait: "tier" } },
				{ target: "site", source: { constant: "de" } },
			],
			[{ target: "tier", source: { trait: "tier" } }],
			[{ target: "tier", source: { trait: "tier" }, transform: "upper" }],
			[],
		];
		for (const mapping of changes) {
			await updateSync(ctx, sync.id, { mapping: mappingSchema.parse(mapping) });
			expect(await previewSync(now(), sync.id)).toMatchObject({ toAdd: 0, toUpdate: 3, unchanged: 0 });
			expect((await sync.run()).counts).toMatchObject({ added: 0, updated: 3, removed: 0 });
			expect(await previewSync(now(), sync.id)).toMatchObject({ toAdd: 0, toUpdate: 0, unchanged: 3 });
			expect((await sync.run()).counts).toMatchObject({ added: 0, updated: 0, removed: 0, renewed: 0 });
		}
		expect(
			told()
				.slice(3)
				.map(({ traits }) => traits),
		).toEqual(
			expect.arrayContaining([{ tier: "gold" }, { tier: "silver", site: "de" }, { tier: "GOLD" }, undefined]),
		);
		expect(receiver().broken).toEqual([]);
	});
});

describe("what a stream is told", () => {
	it("is each occurrence once, under an id of its own that every retry repeats", async () => {
		const segmentId = await createTestSegment(ctx, [1]);
		await setTraits(ctx, "level", { 1: text("bronze") });
		const sync = await open({
			segmentId,
			destinationId: await connectHook({ messages: "single" }),
			identifierKinds: ["email"],
			mapping: [{ target: "level", source: { trait: "level" } }],
		});
		const flaky = async () => {
			sandbox.faults.add(fault.parse({ network: "webhook", kind: "error_500", audience: hook }));
			expect((await sync.run()).status).toBe("finished");
		};
		await flaky();
		await setMembers(ctx, segmentId, []);
		await flaky();
		await setMembers(ctx, segmentId, [1]);
		await flaky();
		for (const level of ["silver", "bronze"]) {
			await setTraits(ctx, "level", { 1: text(level) });
			await flaky();
		}
		expect(told()).toEqual([
			{ type: "entered", id: "1", traits: { level: "bronze" } },
			{ type: "left", id: "1", traits: undefined },
			{ type: "entered", id: "1", traits: { level: "bronze" } },
			{ type: "changed", id: "1", traits: { level: "silver" } },
			{ type: "changed", id: "1", traits: { level: "bronze" } },
		]);
		expect(new Set(receiver().events.map(({ id }) => id)).size).toBe(5);
		// Each message came twice, and there are only five.
		expect(receiver().seen.size).toBe(5);
		expect(receiver().broken).toEqual([]);
	});

	it("keeps its id when a lost answer is asserted again by a later run", async () => {
		const segmentId = await createTestSegment(ctx, [1, 2]);
		const sync = await open({ segmentId, destinationId: await connectHook(), identifierKinds: ["email"] });
		sandbox.faults.add(fault.parse({ network: "webhook", kind: "cut_after", audience: hook }));
		expect((await sync.run()).counts).toMatchObject({ unknown: 2, delivered: 0 });
		const later = Date.now() + 120_000;
		expect((await sync.run({ now: () => later })).counts).toMatchObject({ unknown: 0, delivered: 2 });
		expect(told()).toHaveLength(2);
		expect(receiver().seen.size).toBe(1);
		expect(receiver().broken).toEqual([]);
	});

	it("is that someone entered again who comes back after a removal whose answer was lost", async () => {
		const segmentId = await createTestSegment(ctx, [1, 2]);
		const sync = await open({
			segmentId,
			destinationId: await connectHook(),
			identifierKinds: ["email"],
			mapping: [{ target: "level", source: { constant: "gold" } }],
		});
		await sync.run();
		await setMembers(ctx, segmentId, [2]);
		sandbox.faults.add(fault.parse({ network: "webhook", kind: "cut_after", audience: hook }));
		expect((await sync.run()).counts).toMatchObject({ unknown: 1 });
		await setMembers(ctx, segmentId, [1, 2]);
		const later = Date.now() + 120_000;
		await sync.run({ now: () => later });
		const ofFirst = told().flatMap(({ id, type }) => (id === "1" ? [type] : []));
		expect(ofFirst).toEqual(["entered", "left", "entered"]);
	});

	it("is nothing of someone who leaves and comes back between two runs, and nothing when all is planned anew", async () => {
		const segmentId = await createTestSegment(ctx, [1, 2]);
		const sync = await open({ segmentId, destinationId: await connectHook(), identifierKinds: ["email"] });
		const twin = await open({ segmentId, destinationId: await connectHook(), identifierKinds: ["email"] });
		const [first, second] = [`hook${hooks - 1}`, `hook${hooks}`];
		const both = async () => [await sync.run(), await twin.run()];
		await both();
		await setMembers(ctx, segmentId, [2]);
		await setMembers(ctx, segmentId, [1, 2]);
		await both();
		expect(told(first)).toHaveLength(2);
		// The segment is built from scratch, with the same people.
		await setMembers(ctx, segmentId, [2, 1]);
		await both();
		expect(told(first)).toHaveLength(2);
		await ctx.db.sync.updateMany({
			data: { mappingPlanned: "other" },
			where: { id: { in: [sync.id, twin.id] } },
		});
		expect((await both()).map(({ counts }) => counts.isFull)).toEqual([true, true]);
		expect(told(first)).toHaveLength(2);
		await setMembers(ctx, segmentId, [2]);
		await both();
		await setMembers(ctx, segmentId, [1, 2]);
		await both();
		for (const name of [first, second]) {
			expect(told(name).slice(2)).toEqual([
				{ type: "left", id: "1", traits: undefined },
				{ type: "entered", id: "1", traits: undefined },
			]);
		}
		const ids = [...receiver(first).events, ...receiver(second).events].map(({ id }) => id);
		expect(new Set(ids).size).toBe(8);
	});

	it("reads fields when they are sent, and sends again what has changed back since", async () => {
		await setTraits(ctx, "mood", { 1: text("calm") });
		const sync = await open({
			segmentId: await createTestSegment(ctx, [1]),
			destinationId: await connectHook(),
			identifierKinds: ["email"],
			mapping: [{ target: "mood", source: { trait: "mood" } }],
		});
		await sync.run();
		const [stored] = await ctx.db.deliveryKey.findMany({ where: { syncId: sync.id } });
		const planned = stored?.desiredVersion ?? null;
		await setTraits(ctx, "mood", { 1: text("glad") });
		const due: DueKey = {
			id: Buffer.from(stored?.keyHash ?? []).toString("hex"),
			cursor: "",
			kind: "email",
			value: email(1),
			ledger: { ...newKey, since: 0, isDesired: true, desiredVersion: planned },
		};
		const opened = openSync(await findSync(ctx, sync.id));
		const [read] = await readPayloads(ctx, opened, [due], "add", new Date());
		expect(read).toMatchObject({ fields: { mood: "glad" }, owner: 1 });
		expect(read?.ledger.desiredVersion).not.toBe(planned);
		// As a run leaves it that sent this newer value before any plan knew of it.
		await ctx.db.deliveryKey.updateMany({
			where: { syncId: sync.id },
			data: { sentVersion: read?.ledger.desiredVersion ?? null, dueAt: null },
		});
		expect((await sync.run()).counts).toMatchObject({ updated: 0 });
		await ctx.db.deliveryKey.updateMany({ where: { syncId: sync.id }, data: { desiredVersion: planned } });
		await setTraits(ctx, "mood", { 1: text("calm") });
		expect((await sync.run()).counts).toMatchObject({ updated: 1 });
		expect(told().map(({ type, traits }) => [type, traits?.mood])).toEqual([
			["entered", "calm"],
			["changed", "calm"],
		]);
	});

	it("takes the fields of the wanted person with the lowest number where several have one address", async () => {
		const shared = await createTestWorkspace();
		await createPeople(shared, [
			{ uid: 1, email: "both@example.com" },
			{ uid: 2, email: "both@example.com" },
		]);
		await setTraits(shared, "tier", { 1: text("gold"), 2: text("silver") });
		const segmentId = await createTestSegment(shared, [2]);
		hook = `hook${++hooks}`;
		sandbox.change({ type: "webhook", name: hook, secret });
		const { id: destinationId } = await connectDestination(shared, {
			network: "webhook",
			name: hook,
			values: { url: `${sandbox.url}/webhooks/${hook}`, signingSecret: secret },
		});
		const sync = await openTestSync(shared, sandbox, {
			segmentId,
			destinationId,
			identifierKinds: ["email"],
			mapping: [{ target: "tier", source: { trait: "tier" } }],
		});
		await sync.run();
		await setMembers(shared, segmentId, [1, 2]);
		await sync.run();
		await setMembers(shared, segmentId, [2]);
		await sync.run();
		await setMembers(shared, segmentId, []);
		await sync.run();
		expect(told()).toEqual([
			{ type: "entered", id: "2", traits: { tier: "silver" } },
			{ type: "changed", id: "1", traits: { tier: "gold" } },
			{ type: "changed", id: "2", traits: { tier: "silver" } },
			{ type: "left", id: "1", traits: undefined },
		]);
	});
});

describe("a sync that only adds", () => {
	it("removes nobody who merely left, and everybody who withdraws, also later", async () => {
		const segmentId = await createTestSegment(ctx, [9, 10, 11]);
		const sync = await open({
			segmentId,
			destinationId: await connectTestMeta(ctx, sandbox),
			identifierKinds: ["email"],
			mode: "add_only",
		});
		const key = (uid: number) => `EMAIL:${hashForMeta(email(uid))}`;
		await sync.run();
		await setMembers(ctx, segmentId, [9, 12]);
		await setConsent(ctx, [11], "denied");
		expect(await previewSync(now(), sync.id)).toMatchObject({ toAdd: 1, toRemove: 1, unchanged: 2 });
		expect((await sync.run()).counts).toMatchObject({ added: 1, removed: 1, delivered: 3 });
		expect(await sync.held()).toEqual([key(9), key(10), key(12)].sort());
		expect((await sync.run()).counts).toMatchObject({ added: 0, removed: 0, delivered: 3 });
		const mine = (await explainDelivery(ctx, 10)).items.find(({ syncId }) => syncId === sync.id);
		expect(mine?.fate).toBe("kept");
		await setConsent(ctx, [10], "denied");
		expect((await sync.run()).counts).toMatchObject({ removed: 1 });
		expect(await sync.held()).toEqual([key(9), key(12)].sort());
		// An archived segment wants no one, and that is no reason to be removed either.
		await ctx.db.segment.update({ where: { id: segmentId }, data: { archivedAt: new Date() } });
		expect(await previewSync(now(), sync.id)).toMatchObject({
			toAdd: 0,
			toRemove: 0,
			problem: "The segment was archived, so no one is added, and everyone there stays.",
		});
		expect((await sync.run()).counts).toMatchObject({ removed: 0, delivered: 2 });
		expect(await sync.held()).toEqual([key(9), key(12)].sort());
	});
});

describe("choices that a network cannot do", () => {
	it.each([
		[{ mode: "replace" as const }, "cannot replace everyone with each run. Choose mirror"],
		[{ content: "both" as const }, "No field is mapped. Map one"],
		[
			{ content: "traits" as const, mapping: [{ target: "LOOKALIKE_VALUE", source: { trait: "ltv" } }] },
			"keeps no record of people",
		],
		[
			{ content: "membership" as const, mapping: [{ target: "LOOKALIKE_VALUE", source: { trait: "ltv" } }] },
			"only membership is to be sent",
		],
		[
			{ mapping: [{ target: "tier", source: { trait: "ltv" } }] },
			"has no field called tier. It has LOOKALIKE_VALUE.",
		],
		[{ mapping: [{ target: "LOOKALIKE_VALUE", source: { trait: "nope" } }] }, "No trait is called nope."],
	])("are refused when the sync is made: %j", async (given, message) => {
		const segmentId = await createTestSegment(ctx, [1]);
		const destinationId = await connectTestMeta(ctx, sandbox);
		await expect(createSync(ctx, { segmentId, destinationId, ...given })).rejects.toThrow(message);
	});
});

describe("the request of a sample person", () => {
	it("is the real one, with what is wrong said instead where there is none", async () => {
		await setTraits(ctx, "ltv", { 1: number(49.9), 4: number(-12.5) });
		const segmentId = await createTestSegment(ctx, [1, 4]);
		const destinationId = await connectTestMeta(ctx, sandbox);
		const draft = {
			segmentId,
			destinationId,
			identifierKinds: ["email"],
			mapping: mappingSchema.parse([{ target: "LOOKALIKE_VALUE", source: { trait: "ltv" } }]),
		};
		const view = await sampleDraft(now(), { ...draft, uid: 1 });
		expect(view).toMatchObject({
			person: { uid: 1, label: email(1) },
			issues: [],
			problem: null,
			fields: [{ target: "LOOKALIKE_VALUE", value: 49.9, problem: null }],
			request: { method: "POST", headers: expect.arrayContaining([{ name: "authorization", value: "•••" }]) },
		});
		expect(view.people.map(({ uid }) => uid).sort()).toEqual([1, 4]);
		expect(JSON.parse(view.request?.body ?? "").payload).toEqual({
			schema: ["EMAIL", "LOOKALIKE_VALUE"],
			data: [[hashForMeta(email(1)), 49.9]],
		});
		expect(await sampleDraft(now(), { ...draft, uid: 4 })).toMatchObject({
			problem: "Customer value is negative, and Meta takes zero or more.",
			request: null,
		});
		const wrong = mappingSchema.parse([{ target: "tier", source: { trait: "ltv" } }]);
		expect(await sampleDraft(now(), { ...draft, mapping: wrong })).toMatchObject({
			issues: [{ path: "mapping.0.target" }],
			request: null,
		});
		expect(await sampleDraft(now(), { ...draft, uid: 999 })).toMatchObject({
			person: null,
			problem: "No person has the number 999.",
		});
	});

	it("is never sent, and warns of values in several currencies", async () => {
		await setTraits(ctx, "currency", { 1: text("EUR"), 2: text("USD") });
		const segmentId = await createTestSegment(ctx, [1]);
		const sync = await open({
			segmentId,
			destinationId: await connectTestMeta(ctx, sandbox),
			identifierKinds: ["email"],
			mapping: [{ target: "LOOKALIKE_VALUE", source: { trait: "ltv" } }],
			valuesShareCurrency: true,
		});
		const view = await sampleSync(now(), sync.id, {});
		expect(view.warnings).toEqual([expect.stringContaining("EUR, USD")]);
		expect(view.request?.url).toContain("/new-audience/users");
		expect(await sync.held()).toEqual([]);
		const bare = await sampleSync(now(), sync.id, { mapping: [] });
		expect(bare.warnings).toEqual([]);
	});
});

describe("customer values of people with several currencies", () => {
	const mapped = (trait: string) => mappingSchema.parse([{ target: "LOOKALIKE_VALUE", source: { trait } }]);
	const asks = {
		code: "invalid",
		issues: [{ path: "valuesShareCurrency", message: expect.stringMatching(/EUR, USD/) }],
	};

	it("are refused until someone says that they are in one, and again when another value is mapped", async () => {
		await setTraits(ctx, "currency", { 1: text("EUR"), 2: text("USD") });
		await setTraits(ctx, "ltv", { 1: number(49.9) });
		await setTraits(ctx, "margin", { 1: number(4.9) });
		const segmentId = await createTestSegment(ctx, [1]);
		const given = {
			segmentId,
			destinationId: await connectTestMeta(ctx, sandbox),
			identifierKinds: ["email"],
			mapping: mapped("ltv"),
		};
		await expect(createSync(now(), given)).rejects.toMatchObject(asks);
		const { id } = await createSync(now(), { ...given, valuesShareCurrency: true });
		// Nothing about the values changes: not asked again.
		await updateSync(now(), id, { mapping: mapped("ltv"), mode: "add_only" });
		await expect(updateSync(now(), id, { mapping: mapped("margin") })).rejects.toMatchObject(asks);
		expect((await findSync(ctx, id)).mapping).toMatchObject([{ source: { trait: "ltv" } }]);
		await updateSync(now(), id, { mapping: mapped("margin"), valuesShareCurrency: true });
		expect((await findSync(ctx, id)).mapping).toMatchObject([{ source: { trait: "margin" } }]);
	});

	/** Three people of a workspace of their own, with values in euros. */
	async function inEuros() {
		const own = await createTestWorkspace();
		await createPeople(
			own,
			[1, 2, 3, 4, 5].map((uid) => ({ uid, email: email(uid) })),
		);
		await setTraits(own, "currency", { 1: text("EUR"), 2: text("eur "), 3: text("EUR"), 5: text("USD") });
		await setTraits(own, "ltv", { 1: number(1), 2: number(2), 3: number(3), 4: number(4), 5: number(5) });
		const segmentId = await createTestSegment(own, [1, 2, 3]);
		const sync = await openTestSync(own, sandbox, {
			segmentId,
			destinationId: await connectTestMeta(own, sandbox),
			identifierKinds: ["email"],
			mapping: mapped("ltv"),
			schedule: { kind: "interval", everyMinutes: 60 },
			// Person 5 has dollars.
			valuesShareCurrency: true,
		});
		await own.db.sync.update({ where: { id: sync.id }, data: { valuesShareCurrency: false } });
		const fresh = () => ({ ...own, now: new Date() });
		const held = async () => {
			const { remoteAudienceId } = await own.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
			const values = sandbox.meta.audiences.get(remoteAudienceId ?? "")?.values ?? new Map();
			return [1, 2, 3, 4, 5].map((uid) => values.get(`EMAIL:${hashForMeta(email(uid))}`));
		};
		return { own, segmentId, sync, fresh, held };
	}

	it("are not sent any more once the people of a sync have several, and again once they have one", async () => {
		const { own, segmentId, sync, fresh, held } = await inEuros();
		// Who is in no audience of this sync is no reason, nor is another spelling.
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 3 } });
		await setTraits(own, "currency", { 2: text("USD"), 4: text("EUR") });
		await setTraits(own, "ltv", { 1: number(10), 2: number(20) });
		await setMembers(own, segmentId, [1, 2, 4]);
		const stopped = {
			status: "failed",
			counts: { added: 0, updated: 0, removed: 1 },
			error: { message: expect.stringMatching(/EUR, USD.*converted to one currency, or confirm/) },
		};
		expect(await sync.run()).toMatchObject(stopped);
		expect(await held()).toEqual([1, 2, undefined, undefined, undefined]);
		expect(await getSync(fresh(), sync.id)).toMatchObject({
			status: "failing",
			statusReason: expect.stringMatching(/^No one is added or updated: .*EUR, USD/),
			blockedBy: "currencies",
			nextRunAt: expect.any(String),
		});
		const { destinationId } = await own.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		expect(await own.db.destination.findUnique({ where: { id: destinationId } })).toMatchObject({
			status: "connected",
		});
		expect((await previewSync(fresh(), sync.id)).problem).toMatch(/EUR, USD/);
		expect(await sync.run()).toMatchObject({ ...stopped, counts: { added: 0, updated: 0, removed: 0 } });

		// The data is mended: what was wrong once is no reason.
		await setTraits(own, "currency", { 2: text("EUR") });
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 1, updated: 2 } });
		expect(await held()).toEqual([10, 20, undefined, 4, undefined]);
		expect(await getSync(fresh(), sync.id)).toMatchObject({ status: "active", blockedBy: null });
	});

	it("go on when someone says that they are in one, until another value is mapped", async () => {
		const { own, segmentId, sync, fresh, held } = await inEuros();
		await setMembers(own, segmentId, [1, 5]);
		// Nothing is created for it either.
		expect(await sync.run()).toMatchObject({ status: "failed" });
		expect((await findSync(own, sync.id)).remoteAudienceId).toBeNull();
		expect(await updateSync(fresh(), sync.id, { valuesShareCurrency: true })).toMatchObject({
			status: "active",
			statusReason: null,
			blockedBy: null,
			nextRunAt: expect.any(String),
		});
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 2 } });
		expect(await held()).toEqual([1, undefined, undefined, undefined, 5]);
		await setTraits(own, "margin", { 1: number(0.1), 5: number(0.5) });
		await updateSync(fresh(), sync.id, { mapping: mapped("ltv"), name: "Renamed" });
		expect(await sync.run()).toMatchObject({ status: "finished" });
		await updateSync(fresh(), sync.id, { mapping: mapped("margin"), valuesShareCurrency: true });
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { updated: 2 } });
		// Taken back: it is asked again.
		await updateSync(fresh(), sync.id, { valuesShareCurrency: false });
		expect(await sync.run()).toMatchObject({ status: "failed" });
		const copy = await duplicateSync(fresh(), sync.id);
		expect((await findSync(own, copy.id)).valuesShareCurrency).toBe(false);
	});
});
