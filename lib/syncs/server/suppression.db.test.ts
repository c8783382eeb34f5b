import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import type { ConsentPurpose } from "@/lib/consent/purposes";
import { listSuppressions, removeSuppression } from "@/lib/consent/server/list-suppressions";
import { suppress } from "@/lib/consent/server/suppress";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { flushOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { erasePerson } from "@/lib/profiles/server/erase-person";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import { recordConsent } from "@/lib/sources/server/record-consent";
import { checkGate } from "@/lib/syncs/server/check-gate";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { readDue } from "@/lib/syncs/server/ledger-rows";
import { findSync, scopeOf } from "@/lib/syncs/server/open-sync";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { removeWithdrawn } from "@/lib/syncs/server/remove-withdrawn";
import { createTestSegment } from "@/lib/syncs/testing/make-people";
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

type Said = { user: string; email?: string; consent?: { state: "granted" | "denied"; statement: string } };

let sent = 0;
/** As messages and files bring it. */
async function accept(ctx: Context, said: readonly Said[]): Promise<number[]> {
	const accepted = await acceptMessages(
		ctx.db,
		new Catalogue(),
		said.map(({ user, email, consent }) => ({
			messageId: `m${++sent}`,
			identifiers: [
				{ kind: "user_id" as const, value: user },
				...(email ? [{ kind: "email" as const, value: email }] : []),
			],
			at: Date.now(),
			traits: [],
			personal: email ? [{ field: "email" as const, value: email }] : [],
			consents: consent ? [{ purpose: "advertising" as const, at: Date.now(), ...consent }] : [],
		})),
		{ ws: ctx.workspace.number, source: "test", now: new Date(), keepForever: false },
	);
	await flushOutbox(ctx.db, ctx.warehouse);
	return accepted.uids.map((uid) => uid ?? 0);
}

const users = ["u1", "u2", "u3", "u4", "u5"];
const mail = (user: string) => `${user}@example.com`;

async function place(): Promise<{ ctx: Context; uids: number[]; sync: TestSync }> {
	const ctx = await createTestWorkspace();
	const granted = { state: "granted", statement: "" } as const;
	const uids = await accept(
		ctx,
		users.map((user) => ({ user, email: mail(user), consent: granted })),
	);
	const sync = await openTestSync(ctx, sandbox, {
		segmentId: await createTestSegment(ctx, uids),
		destinationId: await connectTestMeta(ctx, sandbox),
		identifierKinds: ["user_id"],
	});
	return { ctx, uids, sync };
}

const later = { now: () => Date.now() + 60_000 };
const keys = (...names: string[]) => names.map((name) => `EXTERN_ID:${name}`);
const optIn = (ctx: Context, user: string, purpose: ConsentPurpose = "advertising") =>
	recordConsent(
		{ ...ctx, now: new Date() },
		{ identifier: { kind: "user_id", value: user }, purpose, state: "granted", statement: "" },
	);

describe("suppression (N-SUP-1)", () => {
	it("keeps bounce, complaint and unsubscribe apart, and lets no import undo them", async () => {
		const { ctx, uids, sync } = await place();
		await sync.run(later);
		expect(await sync.held()).toEqual(keys(...users));
		await suppress(ctx, { values: [mail("u1")], reason: "unsubscribe", purpose: "advertising" });
		await suppress(ctx, { values: [` ${mail("u2").toUpperCase()} `], reason: "bounce" });
		await suppress(ctx, { values: [mail("u4")], reason: "complaint" });
		// From another group only.
		await suppress(ctx, { values: [mail("u5")], reason: "unsubscribe", purpose: "email" });
		expect(await previewSync({ ...ctx, now: new Date() }, sync.id)).toMatchObject({
			suppressed: 3,
			wanted: 2,
		});
		const { items } = await explainDelivery({ ...ctx, now: new Date() }, uids[3] ?? 0);
		expect(items[0]).toMatchObject({
			fate: "suppressed",
			withdrawal: { reason: "suppressed", confirmedAt: null },
		});
		const world = { sleep: async () => {}, timeoutMs: 1_500 };
		expect(await removeWithdrawn(ctx, { syncId: sync.id }, world)).toEqual({ confirmed: 3, left: 0 });
		expect(await sync.held()).toEqual(keys("u3", "u5"));
		// A file that says yes for all five.
		await accept(
			ctx,
			users.map((user) => ({
				user,
				email: mail(user),
				consent: { state: "granted", statement: "stm_file" },
			})),
		);
		expect((await sync.run(later)).counts).toMatchObject({ suppressed: 3, added: 0 });
		expect(await sync.held()).toEqual(keys("u3", "u5"));
		// They confirm a new opt-in themselves.
		for (const user of ["u1", "u2", "u4"]) await optIn(ctx, user);
		await sync.run(later);
		expect(await sync.held()).toEqual(keys("u1", "u3", "u5"));
		// A bounce is about the address; a complaint is about the person.
		await accept(ctx, [
			{ user: "u2", email: "new-u2@example.com" },
			{ user: "u4", email: "new-u4@example.com" },
		]);
		await sync.run(later);
		expect(await sync.held()).toEqual(keys("u1", "u2", "u3", "u5"));
		// The owner's act.
		const [complaint] = (await listSuppressions(ctx, { limit: 50, search: mail("u4") })).items;
		await removeSuppression(ctx, { suppressionId: complaint?.id ?? "" });
		await sync.run(later);
		expect(await sync.held()).toEqual(keys(...users));
	});

	it("applies to people who come later", async () => {
		const { ctx, uids } = await place();
		expect(await suppress(ctx, { values: ["late@example.com"] })).toEqual({
			added: 1,
			known: 0,
			invalid: [],
			people: 0,
		});
		const [uid = 0] = await accept(ctx, [
			{ user: "late", email: "late@example.com", consent: { state: "granted", statement: "" } },
		]);
		const segmentId = await createTestSegment(ctx, [...uids, uid]);
		const other = await openTestSync(ctx, sandbox, {
			segmentId,
			destinationId: await connectTestMeta(ctx, sandbox),
			identifierKinds: ["user_id"],
		});
		expect((await other.run(later)).counts).toMatchObject({ suppressed: 1, delivered: 5 });
		expect(await other.held()).toEqual(keys(...users));
	});

	it("is read at the last gate when the plan did not know of it", async () => {
		const { ctx, sync } = await place();
		await sync.run(later);
		const stored = await findSync(ctx, sync.id);
		// What the plan decided from; the gate gets it too.
		const scope = await scopeOf(ctx, stored, new Date(later.now()));
		await suppress(ctx, { values: [mail("u1")], reason: "complaint" });
		await suppress(ctx, { kind: "user_id", values: ["u2"], reason: "bounce", purpose: "advertising" });
		await suppress(ctx, { kind: "user_id", values: ["u3"], purpose: "email" });
		await ctx.db.deliveryKey.updateMany({ where: { syncId: sync.id }, data: { dueAt: new Date(0) } });
		const keysThere = await readDue(Prisma.sql`sync_id = ${sync.id}`, null, 10);
		const { allowed } = await checkGate(ctx, scope, keysThere);
		const values = keysThere.filter((key) => allowed.has(key.id)).map(({ value }) => value);
		expect(values.sort()).toEqual(["u3", "u4", "u5"]);
	});

	it("lists with a hint only, finds by the whole value, and keeps the hash of someone erased", async () => {
		const { ctx, uids } = await place();
		expect(
			await suppress(ctx, { values: [mail("u1"), mail("u1"), "no address", mail("u2")], reason: "manual" }),
		).toEqual({
			added: 2,
			known: 0,
			invalid: [{ index: 2, reason: "is not an email address" }],
			people: 2,
		});
		expect(await suppress(ctx, { values: [mail("u1")] })).toMatchObject({ added: 0, known: 1 });
		expect(await suppress(ctx, { kind: "phone", values: ["+14155550123"], purpose: "sms" })).toMatchObject({
			added: 1,
		});
		const list = async (search?: string) => (await listSuppressions(ctx, { limit: 50, search })).items;
		expect((await list()).map(({ hint }) => hint).sort()).toEqual([
			"+14…23",
			"u…@example.com",
			"u…@example.com",
		]);
		expect(await list(" U1@Example.com ")).toMatchObject([
			{ kind: "email", reason: "manual", purpose: null, addedBy: ctx.actor.name },
		]);
		expect(await list("+1 (415) 555-0123")).toMatchObject([{ kind: "phone", purpose: "sms" }]);
		expect(await list("u1@")).toEqual([]);
		await ctx.db.$transaction(async (tx) => await erasePerson(tx, ctx, { uid: uids[0] ?? 0 }));
		expect(await list(mail("u1"))).toMatchObject([{ hint: "" }]);
		const pages = await listSuppressions(ctx, { limit: 2 });
		expect(pages.items).toHaveLength(2);
		expect((await listSuppressions(ctx, { limit: 2, cursor: pages.nextCursor ?? "" })).items).toHaveLength(1);
		await expect(removeSuppression(ctx, { suppressionId: "sup_none" })).rejects.toMatchObject({
			code: "not_found",
		});
	});
});
