import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { unseal } from "@/lib/platform/secrets/keyring";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { erasePerson } from "@/lib/profiles/server/erase-person";
import { listProfiles } from "@/lib/profiles/server/list-profiles";
import { openBlock } from "@/lib/profiles/server/search/search-block";
import { tidySearch } from "@/lib/profiles/server/search/tidy-search";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import { createPeople } from "@/lib/syncs/testing/make-people";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let other: Context;

const identify = (userId: string, traits: object) => ({ type: "identify" as const, userId, traits });

beforeAll(async () => {
	[ctx, other] = [await createTestWorkspace(), await createTestWorkspace()];
	await sendMessages(ctx, [
		identify("cust-000123", {
			firstName: "Maya",
			lastName: "Lindqvist",
			email: "Maya.Lindqvist@shop.example",
			phone: "+4915112345678",
		}),
		identify("cust-000124", { name: "José Lindner", email: "jose@mail.example" }),
		identify("cust-000125", { firstName: "Mark", lastName: "Stone" }),
		{ type: "track", anonymousId: "device-9", event: "Seen" },
	]);
	await sendMessages(other, [identify("cust-1", { name: "Maya Other" })]);
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const names = async (q: string, more: { known?: "true" | "false"; limit?: number; cursor?: string } = {}) =>
	(await listProfiles(ctx, { q, limit: 50, ...more })).items.map(({ name, userId }) => name ?? userId);
const person = async (q: string) => (await listProfiles(ctx, { q, limit: 1 })).items[0]?.uid ?? 0;
const blocks = () => ctx.db.searchBlock.count({ where: { workspaceNumber: ctx.workspace.number } });
const changes = () => ctx.db.searchChange.count({ where: { workspaceNumber: ctx.workspace.number } });

it("finds people by part of name, email, domain, id and phone, and no one of another workspace", async () => {
	expect(await names("lind")).toEqual(["José Lindner", "Maya Lindqvist"]);
	for (const q of ["QVIST", "lindq may", "maya.l", "@shop.ex", "shop.example", "000123", "151 1234"])
		expect(await names(q), q).toEqual(["Maya Lindqvist"]);
	expect(await names("jose lindner")).toEqual(["José Lindner"]);
	expect(await names("cust-0001")).toEqual(["Mark Stone", "José Lindner", "Maya Lindqvist"]);
	for (const q of ["m", "%", "device", "other", "@lind"]) expect(await names(q), q).toEqual([]);
	expect(await names("device-9")).toHaveLength(1);
	expect(await names("lind", { known: "false" })).toEqual([]);
});

it("lists exact matches first, once, and continues from page to page", async () => {
	await sendMessages(ctx, [
		identify("mark", { name: "Zed Older" }),
		identify("u-x", { name: "Markus Newer" }),
	]);
	const seen: (string | null)[] = [];
	let cursor: string | undefined;
	do {
		const page = await listProfiles(ctx, { q: "mark", limit: 1, ...(cursor ? { cursor } : {}) });
		seen.push(...page.items.map(({ name }) => name));
		cursor = page.nextCursor ?? undefined;
	} while (cursor);
	expect(seen.slice(0, 2).sort()).toEqual(["Mark Stone", "Zed Older"]);
	expect(seen.slice(2)).toEqual(["Markus Newer"]);
});

it("follows later statements, with and without a new block", async () => {
	await sendMessages(ctx, [identify("cust-000125", { lastName: "Sandberg" })]);
	expect(await names("sandb")).toEqual(["Mark Sandberg"]);
	expect(await names("mark stone")).toEqual([]);
	await sendMessages(
		ctx,
		Array.from({ length: 70 }, (_, at) => identify(`crowd-${at}`, { name: `Crowd ${at}` })),
	);
	expect(await changes()).toBeGreaterThan(0);
	expect(await names("crowd", { limit: 200 })).toHaveLength(70);
	expect(await changes()).toBe(0);
	expect(await names("sandb")).toEqual(["Mark Sandberg"]);
});

it("finds someone with several numbers once", async () => {
	await sendMessages(ctx, [
		{ type: "identify", anonymousId: "two-a", traits: { email: "twofold@x.example" } },
		identify("two-b", { name: "Twofold Person" }),
		{ type: "identify", anonymousId: "two-a", userId: "two-b" },
	]);
	expect(await names("twofold")).toEqual(["Twofold Person"]);
	const first = await listProfiles(ctx, { q: "twofold", limit: 1 });
	expect(first.items).toHaveLength(1);
	if (first.nextCursor)
		expect((await listProfiles(ctx, { q: "twofold", limit: 9, cursor: first.nextCursor })).items).toEqual([]);
});

it("keeps nothing readable, and nothing of an erased person", async () => {
	const read = async () => {
		const rows = await ctx.db.searchBlock.findMany({ where: { workspaceNumber: ctx.workspace.number } });
		return rows.map(({ textEncrypted }) => {
			expect(Buffer.from(textEncrypted).toString("latin1")).not.toMatch(/maya|bWF5/i);
			expect(() => unseal(textEncrypted)).not.toThrow();
			return openBlock(textEncrypted);
		});
	};
	expect((await read()).join()).toContain("lindqvist");
	const uid = await person("maya lindqvist");
	await ctx.db.$transaction((tx) => erasePerson(tx, ctx, { uid }));
	expect((await read()).join()).not.toContain("lindqvist");
	expect(await names("lindqvist")).toEqual([]);
	expect((await read()).join()).not.toContain("lindqvist");
});

it("is refused to those who may not see people", async () => {
	const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
	await expect(listProfiles(viewer, { q: "lind", limit: 5 })).rejects.toMatchObject({ code: "forbidden" });
});

it("reads many blocks, newest first, and stops with a cursor to continue from", async () => {
	const many = await createTestWorkspace();
	// A person in each of 140 blocks: more than one request reads, or builds.
	await createPeople(
		many,
		Array.from({ length: 140 }, (_, at) => ({ uid: at * 1024 + 5, userId: `wide-${at}` })),
	);
	const seen: (string | null)[] = [];
	let cursor: string | undefined;
	let requests = 0;
	do {
		const page = await listProfiles(many, { q: "wide", limit: 200, ...(cursor ? { cursor } : {}) });
		seen.push(...page.items.map(({ userId }) => userId));
		cursor = page.nextCursor ?? undefined;
		requests++;
	} while (cursor);
	expect(seen).toEqual(Array.from({ length: 140 }, (_, at) => `wide-${139 - at}`));
	expect(requests).toBeLessThan(14);
});

it("forgets changes that no one will read", async () => {
	await names("lind");
	expect(await blocks()).toBe(1);
	await sendMessages(
		ctx,
		Array.from({ length: 300 }, (_, at) => identify(`later-${at}`, { name: `Later ${at}` })),
	);
	await tidySearch(ctx.db);
	expect([await blocks(), await changes()]).toEqual([0, 0]);
	expect(await names("later 29")).toContain("Later 299");
});
