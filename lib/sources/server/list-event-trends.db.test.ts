import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { erasePerson } from "@/lib/profiles/server/erase-person";
import { createSource } from "@/lib/sources/server/create-source";
import { getDataCatalogue } from "@/lib/sources/server/get-data-catalogue";
import { listEventTrends } from "@/lib/sources/server/list-event-trends";
import { listMessages } from "@/lib/sources/server/list-messages";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace();
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const at = (hours: number) => new Date(ctx.now.getTime() - hours * 3_600_000).toISOString();
const track = (userId: string, event: string, hours: number, properties = {}) => ({
	type: "track",
	userId,
	event,
	timestamp: at(hours),
	properties,
});

it("shows how often an event came each day, and since when one that used to come has stopped", async () => {
	const days = (event: string, from: number, to: number) =>
		Array.from({ length: from - to + 1 }, (_, index) => track("ann", event, 24 * (to + index) + 1));
	await sendMessages(ctx, [
		...days("Visited", 20, 0),
		...days("Ordered", 30, 10),
		track("ann", "Visited", 2),
		track("ann", "Long ago", 24 * 100),
	]);
	const { items } = await listEventTrends(ctx);
	expect(items.map(({ name }) => name)).toEqual(["Visited", "Ordered"]);
	const [visited, ordered] = items;
	expect(visited?.days).toEqual([...Array(9).fill(0), ...Array(20).fill(1), 2]);
	expect(visited?.stoppedSince).toBeNull();
	expect(ordered?.days).toEqual([...Array(20).fill(1), ...Array(10).fill(0)]);
	expect(ordered?.stoppedSince).toBe(at(241));
});

it("never counts more people than events, however many there are, and a merged person once", async () => {
	const own = await createTestWorkspace();
	const ws = own.workspace.number;
	const read = async (name: string) =>
		(await getDataCatalogue(own)).events.find((event) => event.name === name);
	await sendMessages(own, [track("ann", "Signed Up", 1)]);
	await own.warehouse.command({
		query: `INSERT INTO events (ws, event, uid, time, message, received_at, source)
			SELECT ${ws}, 'Signed Up', number + 10, now64(3) - 60, number + 1, now64(3), 'test' FROM numbers(199999)`,
	});
	expect(await read("Signed Up")).toMatchObject({ count: 200_000, people: 200_000 });

	await sendMessages(own, [
		{ type: "track", anonymousId: "device-1", event: "Tried", timestamp: at(3) },
		track("bo", "Tried", 2),
	]);
	await sendMessages(own, [{ type: "identify", userId: "bo", anonymousId: "device-1" }]);
	expect(await read("Tried")).toMatchObject({ count: 2, people: 1 });
});

it("lists recent arrivals whatever their own time, and nothing of an erased person", async () => {
	const own = await createTestWorkspace();
	const { source } = await createSource(own, { name: "Website" });
	await sendMessages(
		own,
		[track("ann", "Order Completed", 1, { total: 12 }), track("ann", "Signed Up", 24 * 40, { plan: "pro" })],
		source.id,
	);
	await sendMessages(own, [track("bo", "Visited", 1, { page: "/secret" })], source.id);
	await sendMessages(own, [{ type: "identify", userId: "bo", traits: { tier: "gold" } }], source.id);
	const later = { ...own, now: new Date(Date.now() + 60_000) };
	const read = async () => (await listMessages(later, { sourceId: source.id })).items;
	const before = await read();
	expect(before.map(({ event, properties }) => [event, properties])).toEqual(
		expect.arrayContaining([
			["Order Completed", { total: 12 }],
			["Signed Up", { plan: "pro" }],
			["Visited", { page: "/secret" }],
		]),
	);
	expect(before).toHaveLength(4);
	const uid = before.find(({ event }) => event === "Visited")?.person.uid ?? 0;
	await own.db.$transaction((tx) => erasePerson(tx, later, { uid }));
	const after = await read();
	expect(after.map(({ event }) => event).sort()).toEqual(["Order Completed", "Signed Up"]);
	expect(JSON.stringify(after)).not.toContain("/secret");
});

it("lists what a source sent recently, with people only for roles that may see them", async () => {
	const own = await createTestWorkspace();
	const { source } = await createSource(own, { name: "Website" });
	const other = await createSource(own, { name: "Other" });
	await sendMessages(
		own,
		[
			track("ann", "Order Completed", 1, { total: 12 }),
			{ type: "identify", userId: "ann", traits: { plan: "pro", email: "ann@example.com", name: "Ann Lee" } },
		],
		source.id,
	);
	await sendMessages(own, [track("bo", "Elsewhere", 1)], other.source.id);
	const later = { ...own, now: new Date(Date.now() + 60_000) };
	const { items } = await listMessages(later, { sourceId: source.id });
	expect(items.find(({ event }) => event !== null)).toMatchObject({
		event: "Order Completed",
		properties: { total: 12 },
		person: { label: "Ann Lee" },
	});
	expect(items.find(({ event }) => event === null)).toMatchObject({
		traits: ["plan"],
	});
	expect(items).toHaveLength(2);
	expect(JSON.stringify(items.map(({ person: _, ...rest }) => rest))).not.toContain("ann@");
	await expect(listMessages(ctx, { sourceId: source.id })).rejects.toMatchObject({ code: "not_found" });
	const viewer = { ...later, actor: { ...later.actor, role: "viewer" as const } };
	await expect(listMessages(viewer, { sourceId: source.id })).rejects.toMatchObject({ code: "forbidden" });
});
