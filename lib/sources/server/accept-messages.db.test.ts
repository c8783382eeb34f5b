import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { consentingSql } from "@/lib/consent/consenting-sql";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { readContact } from "@/lib/profiles/server/read-contact";
import { readTraits } from "@/lib/profiles/server/read-history";
import { knownSql, universeSql } from "@/lib/profiles/universe-sql";
import type { Intake } from "@/lib/sources/intake";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import { rowsIn, sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const now = new Date("2026-05-04T12:00:00Z");
let ctx: Context;

beforeAll(async () => {
	ctx = await createTestWorkspace({ now });
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const readSet = defineQuery({
	name: "test.read_set",
	row: z.object({ uids: z.array(z.number()) }),
	build: ({ binder, set }: { binder: SqlBinder; set: string }) =>
		binder.finish(`SELECT arraySort(bitmapToArray(${set})) AS uids`),
});
async function people(
	of: Context,
	build: (binder: SqlBinder, scope: { ws: number; asOf: Date; hasMerges: boolean }) => string,
	asOf = now,
) {
	const binder = new SqlBinder();
	const scope = { ws: of.workspace.number, asOf, hasMerges: await hasMerges(of) };
	const [row] = await readSet(of.warehouse, { binder, set: build(binder, scope) });
	return row?.uids;
}
const rowsOf = async (of: Context, sql: string) => {
	const result = await of.warehouse.query({
		query: sql,
		query_params: { ws: of.workspace.number },
		format: "JSONEachRow",
	});
	return result.json<Record<string, unknown>>();
};

describe("messages that were accepted", () => {
	it("arrive once each, however often they are sent", async () => {
		const messages = [
			{
				type: "identify",
				messageId: "i1",
				userId: "u1",
				traits: { plan: "pro", seats: 3, email: "U1@Example.com" },
			},
			{ type: "track", messageId: "t1", userId: "u1", event: "Order Completed", properties: { total: 30 } },
			{ type: "track", messageId: "t1", userId: "u1", event: "Order Completed", properties: { total: 30 } },
		];
		const first = await sendMessages(ctx, messages);
		expect(first.isNew).toEqual([true, true, false]);
		expect(first.peopleCreated).toBe(1);
		const again = await sendMessages(ctx, messages);
		expect(again.isNew).toEqual([false, false, false]);
		expect(await rowsIn(ctx, "events")).toBe(1);
		expect(await rowsIn(ctx, "events_by_person")).toBe(1);
		// plan, seats, and what the warehouse may know about the email: has_email, email_domain.
		expect(await rowsIn(ctx, "trait_history")).toBe(4);
	});

	it("leave no direct identifier in the warehouse", async () => {
		for (const table of ["events", "trait_history", "profile_change", "consent_history"]) {
			const text = JSON.stringify(await rowsOf(ctx, `SELECT * FROM ${table} WHERE ws = {ws:UInt32}`));
			expect(text.toLowerCase()).not.toContain("u1@");
			expect(text).not.toContain('"u1"');
		}
		expect(await ctx.db.vaultValue.count({ where: { workspaceNumber: ctx.workspace.number } })).toBe(1);
	});

	it("store whole numbers and fractions of a property in one type", async () => {
		const own = await createTestWorkspace({ now });
		await sendMessages(own, [
			{ type: "track", userId: "u", event: "Paid", properties: { total: 30 } },
			{ type: "track", userId: "u", event: "Paid", properties: { total: 30.5 } },
		]);
		const rows = await rowsOf(
			own,
			"SELECT sum(properties.total.:Float64) AS total FROM events WHERE ws = {ws:UInt32}",
		);
		expect(rows[0]?.total).toBe(60.5);
	});

	it("add names to the catalogue with the type first seen", async () => {
		const traits = await ctx.db.traitDefinition.findMany({
			where: { workspaceNumber: ctx.workspace.number },
		});
		expect(Object.fromEntries(traits.map((trait) => [trait.name, trait.type]))).toEqual({
			plan: "string",
			seats: "number",
			has_email: "boolean",
			email_domain: "string",
			has_phone: "boolean",
			phone_country: "string",
		});
		const properties = await ctx.db.propertyDefinition.findMany({
			where: { workspaceNumber: ctx.workspace.number },
		});
		expect(properties.map(({ event, name, type }) => [event, name, type])).toEqual([
			["Order Completed", "total", "number"],
		]);
	});
});

describe("people", () => {
	it("exist from the earliest thing known of them, and are known from their first name", async () => {
		const own = await createTestWorkspace({ now });
		await sendMessages(own, [
			{ type: "track", anonymousId: "a1", event: "Seen", timestamp: "2026-03-01T00:00:00Z" },
			{ type: "identify", anonymousId: "a1", userId: "u1", timestamp: "2026-04-01T00:00:00Z" },
			{ type: "track", anonymousId: "a2", event: "Seen", timestamp: "2026-02-01T00:00:00Z" },
			{ type: "track", anonymousId: "a1", event: "Seen", timestamp: "2026-01-15T00:00:00Z" },
		]);
		expect(await people(own, universeSql, new Date("2026-01-01T00:00:00Z"))).toEqual([]);
		expect(await people(own, universeSql, new Date("2026-01-20T00:00:00Z"))).toEqual([1]);
		expect(await people(own, universeSql, new Date("2026-02-01T00:00:00Z"))).toEqual([1, 2]);
		expect(await people(own, knownSql, new Date("2026-03-31T00:00:00Z"))).toEqual([]);
		expect(await people(own, knownSql)).toEqual([1]);
	});

	it("who were merged count once, under their root, and so does their consent", async () => {
		const own = await createTestWorkspace({ now });
		const consent = (state: boolean) => ({ consent: { categoryPreferences: { advertising: state } } });
		await sendMessages(own, [
			{ type: "identify", anonymousId: "a1", context: consent(true), timestamp: "2026-03-01T00:00:00Z" },
			{ type: "identify", userId: "u1", context: consent(false), timestamp: "2026-02-01T00:00:00Z" },
			{ type: "identify", userId: "u2", context: consent(true), timestamp: "2026-02-01T00:00:00Z" },
			{ type: "identify", userId: "u2", context: consent(false), timestamp: "2026-04-01T00:00:00Z" },
		]);
		const granted = (asOf?: Date) =>
			people(
				own,
				(binder, scope) =>
					consentingSql(binder, { ...scope, purpose: "advertising", root: rootExpressionSql(binder, scope) }),
				asOf,
			);
		expect(await granted()).toEqual([1]);
		await sendMessages(own, [{ type: "identify", anonymousId: "a1", userId: "u1" }]);
		expect(await people(own, universeSql)).toEqual([2, 3]);
		expect(await people(own, knownSql)).toEqual([2, 3]);
		// The device's later yes is the person's.
		expect(await granted()).toEqual([2]);
		expect(await granted(new Date("2026-02-15T00:00:00Z"))).toEqual([3]);
	});

	it("keep the order of statements at one instant, in the warehouse as in the vault", async () => {
		const own = await createTestWorkspace({ now });
		const identify = (traits: object, timestamp?: string) => ({
			type: "identify",
			userId: "u1",
			traits,
			timestamp,
		});
		await sendMessages(own, [
			identify({ plan: "zzz", stage: "pro", email: "z@example.com", phone: "+12133734253" }),
			identify({ plan: "aaa", stage: null, email: "a@example.org", phone: null }),
		]);
		const traits = await readTraits(own.warehouse, {
			ws: own.workspace.number,
			uids: [1],
			names: ["plan", "stage", "has_email", "email_domain", "has_phone"],
			asOf: now,
		});
		expect(Object.fromEntries(traits.map(({ trait, text, number }) => [trait, text || number]))).toEqual({
			plan: "aaa",
			has_email: 1,
			email_domain: "example.org",
			has_phone: 0,
		});
		expect((await readContact(own, [1], ["email", "phone"])).get(1)).toEqual({ email: "a@example.org" });
	});

	it("restore nothing by being late: the last statement about an address counts, confirmed or removed", async () => {
		const own = await createTestWorkspace({ now });
		const identify = (day: number, traits: object) => ({
			type: "identify",
			userId: "u1",
			traits,
			timestamp: `2026-04-0${day}T00:00:00Z`,
		});
		await sendMessages(own, [identify(1, { email: "x@example.com" }), identify(3, { phone: null })]);
		await sendMessages(own, [identify(3, { email: "x@example.com" })]);
		await sendMessages(own, [identify(2, { email: "y@example.org", phone: "+12133734253" })]);
		expect((await readContact(own, [1], ["email", "phone"])).get(1)).toEqual({ email: "x@example.com" });
		const facts = await readTraits(own.warehouse, {
			ws: own.workspace.number,
			uids: [1],
			names: ["email_domain", "has_phone"],
			asOf: now,
		});
		expect(facts.map(({ trait, text, number }) => [trait, text, number])).toEqual([
			["email_domain", "example.com", 0],
			["has_phone", "", 0],
		]);
		await sendMessages(own, [identify(4, { phone: "+12133734253" })]);
		expect((await readContact(own, [1], ["phone"])).get(1)).toEqual({ phone: "+12133734253" });
	});

	it("follow an alias: a late event under the earlier id is the person's", async () => {
		const own = await createTestWorkspace({ now });
		await sendMessages(own, [{ type: "alias", userId: "u1", previousId: "old" }]);
		await sendMessages(own, [
			{ type: "track", userId: "old", event: "Seen" },
			{ type: "track", anonymousId: "old", event: "Seen" },
		]);
		expect(await own.db.profile.count({ where: { workspaceNumber: own.workspace.number } })).toBe(1);
		expect((await readContact(own, [1], ["user_id"])).get(1)).toEqual({ user_id: "u1" });
	});

	it("get the same numbers from any number of processes at once", async () => {
		const own = await createTestWorkspace({ now });
		const catalogues = [new Catalogue(), new Catalogue(), new Catalogue(), new Catalogue()];
		const send = (process: number, round: number) => {
			const intakes: Intake[] = [];
			for (let i = 0; i < 60; i++) {
				const user = (i * 7 + process * 3 + round) % 90;
				intakes.push({
					messageId: `${process}-${round}-${i}`,
					identifiers: [
						{ kind: "user_id", value: `user-${user}` },
						{ kind: "email", value: `user-${user}@example.com` },
						{ kind: "anonymous_id", value: `device-${user}-${i % 3}` },
					],
					at: now.getTime() - i * 1000,
					traits: [{ name: "round", value: { type: "number", value: round } }],
					personal: [{ field: "email", value: `user-${user}@example.com` }],
					event: { name: "Seen", properties: { i } },
					consents: [],
				});
			}
			return acceptMessages(own.db, catalogues[process] ?? new Catalogue(), intakes, {
				ws: own.workspace.number,
				source: "test",
				now,
				keepForever: false,
			});
		};
		await Promise.all(
			[0, 1, 2, 3].map(async (process) => {
				for (let round = 0; round < 5; round++) await send(process, round);
			}),
		);
		await settleOutbox(own.db, own.warehouse);
		expect(await rowsIn(own, "events")).toBe(4 * 5 * 60);
		expect(await people(own, universeSql)).toHaveLength(90);
		const workspace = await own.db.workspace.findUniqueOrThrow({ where: { id: own.workspace.id } });
		expect(workspace.nextUid).toBe(
			(await own.db.profile.count({ where: { workspaceNumber: own.workspace.number } })) + 1,
		);
	});
});

describe("an acceptance that fails", () => {
	it("leaves nothing behind", async () => {
		const own = await createTestWorkspace({ now });
		const intake: Intake = {
			messageId: "m",
			identifiers: [{ kind: "user_id", value: "u" }],
			at: now.getTime(),
			traits: [],
			personal: [{ field: "email", value: "a@example.com" }],
			event: { name: "Seen", properties: {} },
			consents: [],
		};
		const options = { ws: own.workspace.number, source: "test", now, keepForever: false };
		const fail = async () => {
			throw new Error("no");
		};
		await expect(
			acceptMessages(own.db, new Catalogue(), [intake], { ...options, alsoWrite: fail }),
		).rejects.toThrow("no");
		await settleOutbox(own.db, own.warehouse);
		expect(await own.db.profile.count({ where: { workspaceNumber: own.workspace.number } })).toBe(0);
		expect(await own.db.seenMessage.count({ where: { workspaceNumber: own.workspace.number } })).toBe(0);
		expect(await rowsIn(own, "events")).toBe(0);
		expect((await acceptMessages(own.db, new Catalogue(), [intake], options)).isNew).toEqual([true]);
	});
});
