import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { countProfiles } from "@/lib/profiles/server/count-profiles";
import { erasePerson } from "@/lib/profiles/server/erase-person";
import { findProfiles } from "@/lib/profiles/server/find-profiles";
import { getProfile } from "@/lib/profiles/server/get-profile";
import { listProfileEvents } from "@/lib/profiles/server/list-profile-events";
import { listProfiles } from "@/lib/profiles/server/list-profiles";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let other: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-05-04T12:00:00Z") });
	other = await createTestWorkspace({ now: new Date("2026-05-04T12:00:00Z") });
	await sendMessages(ctx, [
		{ type: "track", anonymousId: "a1", event: "Seen", timestamp: "2026-01-01T00:00:00Z" },
		{
			type: "identify",
			userId: "u1",
			traits: { email: "Mira.Stone@Example.com", firstName: "Mira", lastName: "Stone", plan: "free" },
			timestamp: "2026-02-01T00:00:00Z",
		},
		{ type: "identify", userId: "u1", traits: { plan: "pro", seats: 3 }, timestamp: "2026-03-01T00:00:00Z" },
		{ type: "identify", userId: "u1", anonymousId: "a1", timestamp: "2026-03-02T00:00:00Z" },
		...Array.from({ length: 7 }, (_, i) => ({
			type: "track",
			userId: "u1",
			event: "Order Completed",
			properties: { total: i },
			// Two of one instant: the page must neither lose nor repeat one.
			timestamp: new Date(Date.parse("2026-04-01T00:00:00Z") + Math.floor(i / 2) * 1000).toISOString(),
		})),
		{ type: "track", anonymousId: "a2", event: "Seen" },
		{ type: "identify", userId: "u2", traits: { firstName: "Zo\u00eb", lastName: "Rene\u0301e" } },
		{ type: "identify", userId: "gone", traits: { email: "gone@example.com" } },
	]);
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const rootOf = async () => (await findProfiles(ctx, { q: "u1" }))[0]?.uid ?? 0;

describe("finding people", () => {
	it.each([
		"mira.stone@example.com",
		"MIRA.STONE@EXAMPLE.COM",
		"u1",
		"a1",
		"Mira Stone",
		"mira stone",
		"Mira",
	])("finds a person by %s", async (q) => {
		expect((await findProfiles(ctx, { q })).map(({ name }) => name)).toEqual(["Mira Stone"]);
	});

	it.each([
		"Zo\u00eb",
		"Zoe\u0308",
		"zo\u00eb ren\u00e9e",
		"Zoe\u0308 Rene\u0301e",
		"\u200bRen\u00e9e\u200b",
	])("finds a name however its letters were composed: %j", async (q) => {
		expect((await findProfiles(ctx, { q })).map(({ name }) => name)).toEqual(["Zo\u00eb Ren\u00e9e"]);
	});

	it.each(["mira.stone", "Stone Mira", "%", "", "u"])("finds no one by %j", async (q) => {
		expect(await findProfiles(ctx, { q })).toEqual([]);
	});

	it("never finds people of another workspace", async () => {
		expect(await findProfiles(other, { q: "u1" })).toEqual([]);
		await expect(getProfile(other, { profileId: await rootOf() })).rejects.toMatchObject({
			code: "not_found",
		});
	});

	it("is refused to a viewer, in every way of asking", async () => {
		const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
		const profileId = await rootOf();
		for (const ask of [
			() => findProfiles(viewer, { q: "u1" }),
			() => listProfiles(viewer, { limit: 10 }),
			() => getProfile(viewer, { profileId }),
			() => listProfileEvents(viewer, { profileId, limit: 10 }),
		]) {
			await expect(ask()).rejects.toMatchObject({ code: "forbidden" });
		}
	});
});

describe("a person's page", () => {
	it("shows one person after a merge: newest values, whence and since when", async () => {
		const profile = await getProfile(ctx, { profileId: await rootOf() });
		expect(profile.uids).toHaveLength(2);
		expect(profile.firstSeenAt).toBe("2026-01-01T00:00:00.000Z");
		expect(profile.traits.find(({ name }) => name === "plan")).toMatchObject({
			value: "pro",
			type: "string",
			validFrom: "2026-03-01T00:00:00.000Z",
		});
		expect(profile.merges).toHaveLength(1);
		expect(profile.identifiers.map(({ kind }) => kind).sort()).toEqual(["anonymous_id", "email", "user_id"]);
		expect(profile.consent.map(({ state }) => state)).toEqual([null, null, null, null]);
	});

	it("is the same for the number that was absorbed", async () => {
		const profile = await getProfile(ctx, { profileId: await rootOf() });
		for (const profileId of profile.uids) {
			expect((await getProfile(ctx, { profileId })).uid).toBe(profile.uid);
		}
	});

	it("pages through all events of all their ids once, newest first", async () => {
		const profileId = await rootOf();
		const seen: { time: string; message: string }[] = [];
		let cursor: string | undefined;
		do {
			const page = await listProfileEvents(ctx, { profileId, limit: 2, cursor });
			seen.push(...page.items);
			cursor = page.nextCursor ?? undefined;
		} while (cursor);
		expect(seen).toHaveLength(8);
		expect(new Set(seen.map(({ message }) => message)).size).toBe(8);
		const times = seen.map(({ time }) => time);
		expect(times).toEqual([...times].sort().reverse());
	});

	it("refuses a cursor that is not one", async () => {
		const profileId = await rootOf();
		await expect(listProfileEvents(ctx, { profileId, limit: 2, cursor: "x" })).rejects.toMatchObject({
			code: "invalid",
		});
	});

	it("is gone, and so is the person from every list, after erasure", async () => {
		const [gone] = await findProfiles(ctx, { q: "gone" });
		const before = await countProfiles(ctx);
		await ctx.db.$transaction((tx) => erasePerson(tx, ctx, { uid: gone?.uid ?? 0 }));
		await settleOutbox(ctx.db, ctx.warehouse);
		expect(await findProfiles(ctx, { q: "gone@example.com" })).toEqual([]);
		expect((await countProfiles(ctx)).known).toBe(Number(before.known) - 1);
		await expect(getProfile(ctx, { profileId: gone?.uid ?? 0 })).rejects.toMatchObject({
			code: "not_found",
		});
	});

	it("is in the list once, whatever was merged into it", async () => {
		const first = await listProfiles(ctx, { limit: 1 });
		const rest = await listProfiles(ctx, { limit: 10, cursor: first.nextCursor ?? undefined });
		const uids = [...first.items, ...rest.items].map(({ uid }) => uid);
		expect(uids).toHaveLength(3);
		expect(
			(await listProfiles(ctx, { limit: 10, known: "false" })).items.map(({ isKnown }) => isKnown),
		).toEqual([false]);
	});
});
