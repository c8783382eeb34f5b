import { afterAll, expect, it } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { orderSyncs } from "@/lib/syncs/server/order-syncs";
import { openBareSync } from "@/lib/syncs/testing/open-bare-sync";
import type { Context } from "@/lib/workspaces/server/context";

afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

/** A destination with four syncs, of which none is in an order. */
async function openFour(): Promise<{ ctx: Context; destinationId: string; ids: string[] }> {
	const { ctx, syncId } = await openBareSync();
	const { id: _id, ...first } = await ctx.db.sync.findUniqueOrThrow({
		where: { id: syncId },
		select: {
			id: true,
			workspaceId: true,
			segmentId: true,
			destinationId: true,
			identifierKinds: true,
			purpose: true,
			remoteAudienceName: true,
			status: true,
			createdBy: true,
		},
	});
	const ids = [syncId];
	for (const name of ["B", "C", "D"]) {
		const id = newId("syn");
		await ctx.db.sync.create({ data: { ...first, id, name } });
		ids.push(id);
	}
	return { ctx, destinationId: first.destinationId, ids };
}

it("puts syncs in an order, changes it, and dissolves it", async () => {
	const { ctx, destinationId, ids } = await openFour();
	const [a = "", b = "", c = ""] = ids;
	const put = async (syncIds: string[], before: string[]) => {
		const { items } = await orderSyncs(ctx, { destinationId, priorityGroup: "Order", syncIds, before });
		return Object.fromEntries(
			items.map(({ id, priorityGroup, priority }) => [ids.indexOf(id), [priorityGroup, priority]]),
		);
	};
	const none = [null, null];
	expect(await put([b, a], [])).toEqual({ 0: ["Order", 2], 1: ["Order", 1], 2: none, 3: none });
	expect(await put([a, c, b], [b, a])).toEqual({
		0: ["Order", 1],
		1: ["Order", 3],
		2: ["Order", 2],
		3: none,
	});
	expect(await put([c, b], [a, c, b])).toEqual({ 0: none, 1: ["Order", 2], 2: ["Order", 1], 3: none });
	expect(await put([], [c, b])).toEqual({ 0: none, 1: none, 2: none, 3: none });
	const changes = await ctx.db.auditEntry.count({ where: { action: "sync.updated", entityId: a } });
	expect(changes).toBe(3);
});

it("changes nothing when the order is another one by now, or a sync does not belong in it", async () => {
	const { ctx, destinationId, ids } = await openFour();
	const [a = "", b = "", c = ""] = ids;
	const put = (priorityGroup: string, syncIds: string[], before: string[]) =>
		orderSyncs(ctx, { destinationId, priorityGroup, syncIds, before });
	await put("Order", [a, b], []);
	await expect(put("Order", [b, a], [])).rejects.toMatchObject({ code: "conflict" });
	await expect(put("Other", [c, a], [])).rejects.toMatchObject({
		issues: [{ path: "syncIds.1", message: expect.stringContaining("in the order “Order”") }],
	});
	await expect(put("Other", [c, c], [])).rejects.toMatchObject({ issues: [{ path: "syncIds.1" }] });
	const { ctx: elsewhere } = await openBareSync();
	await expect(
		orderSyncs(elsewhere, { destinationId, priorityGroup: "Order", syncIds: [a], before: [] }),
	).rejects.toMatchObject({ issues: [{ path: "syncIds.0" }] });
	const viewer = { ...ctx, actor: { ...ctx.actor, role: "analyst" as const } };
	await expect(
		orderSyncs(viewer, { destinationId, priorityGroup: "Order", syncIds: [], before: [a, b] }),
	).rejects.toMatchObject({ code: "forbidden" });
	const stored = await ctx.db.sync.findMany({ where: { id: { in: ids } }, orderBy: { priority: "asc" } });
	expect(stored.map(({ id, priority }) => [id, priority]).slice(0, 2)).toEqual([
		[a, 1],
		[b, 2],
	]);
	expect(stored.filter(({ priorityGroup }) => priorityGroup !== null)).toHaveLength(2);
});

it("of two who change an order at once lets one through", async () => {
	const { ctx, destinationId, ids } = await openFour();
	const [a = "", b = ""] = ids;
	const put = (syncIds: string[]) =>
		orderSyncs(ctx, { destinationId, priorityGroup: "Order", syncIds, before: [] });
	const ends = await Promise.allSettled([put([a, b]), put([b, a])]);
	expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});
