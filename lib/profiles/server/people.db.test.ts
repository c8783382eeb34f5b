import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { countErased, eraseHistory } from "@/lib/profiles/server/erase-history";
import { erasePerson } from "@/lib/profiles/server/erase-person";
import { readContact } from "@/lib/profiles/server/read-contact";
import { rowsIn, sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-05-04T12:00:00Z") });
	await sendMessages(ctx, [
		{
			type: "identify",
			anonymousId: "a1",
			traits: { email: "old@example.com", firstName: "Jo" },
			timestamp: "2026-01-01T00:00:00Z",
		},
		{
			type: "identify",
			userId: "u1",
			traits: { lastName: "Doe", plan: "pro" },
			timestamp: "2026-02-01T00:00:00Z",
		},
		{ type: "track", anonymousId: "a9", event: "Seen" },
		{
			type: "identify",
			userId: "u1",
			anonymousId: "a1",
			traits: { email: "new@example.com" },
			timestamp: "2026-03-01T00:00:00Z",
		},
		{ type: "track", userId: "u1", event: "Seen" },
	]);
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

describe("contact data of a merged person", () => {
	it("is the newest of all their ids, returned for the root", async () => {
		const contacts = await readContact(ctx, [1, 2, 3], ["email", "first_name", "last_name", "user_id"]);
		expect([...contacts]).toEqual([
			[2, { email: "new@example.com", first_name: "Jo", last_name: "Doe", user_id: "u1" }],
		]);
	});

	it("is masked for those who may not see people", async () => {
		expect(await displayPeople(ctx, [2, 3])).toEqual([
			{ uid: 2, label: "Jo Doe", email: "new@example.com", isKnown: true, isMasked: false },
			{ uid: 3, label: "Visitor 3", email: null, isKnown: false, isMasked: false },
		]);
		const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
		expect(await displayPeople(viewer, [2])).toEqual([
			{ uid: 2, label: "J•••", email: "n•••@e•••", isKnown: true, isMasked: true },
		]);
	});
});

describe("an erased person", () => {
	it("is gone from the vault, the identifiers and the warehouse, with every id merged into them", async () => {
		const { uids } = await ctx.db.$transaction((tx) => erasePerson(tx, ctx, { uid: 2 }));
		expect(uids).toEqual([1, 2]);
		// An event, a plan, and what was derived of the address: that there is one, and its domain.
		expect(await eraseHistory(ctx, uids)).toBe(4);
		expect(await countErased(ctx, uids)).toBe(0);
		expect((await readContact(ctx, [1, 2], ["email", "user_id"])).size).toBe(0);
		expect(await displayPeople(ctx, [2, 3])).toHaveLength(1);
		expect(await rowsIn(ctx, "events")).toBe(1);
		expect(await rowsIn(ctx, "events_by_person")).toBe(1);
		expect(await rowsIn(ctx, "trait_history")).toBe(0);
	});

	it("comes back as someone new when they return", async () => {
		const later = { ...ctx, now: new Date() };
		const accepted = await sendMessages(later, [{ type: "track", userId: "u1", event: "Seen" }]);
		expect(accepted.uids).toEqual([4]);
	});
});
