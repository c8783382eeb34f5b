import { describe, expect, it } from "vitest";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { countProperties } from "@/lib/rules/server/count-properties";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const now = new Date("2026-11-22T12:00:00.000Z");
const day = 86_400_000;

describe("what pickers get", () => {
	it("has how often events were sent recently, and how common their properties are", async () => {
		const ctx = await createTestWorkspace({ now });
		const ws = ctx.workspace.number;
		await ctx.db.eventDefinition.createMany({
			data: ["Order Completed", "Long Ago"].map((name) => ({ workspaceNumber: ws, name })),
		});
		const sent = (event: string, daysAgo: number, properties: object, message: number) => ({
			ws,
			event,
			uid: 1,
			time: formatInstant(now.getTime() - daysAgo * day),
			message,
			received_at: formatInstant(now),
			source: "test",
			properties,
		});
		await insertRows(ctx.warehouse, "events", [
			sent("Order Completed", 1, { amount: 5, card: { kind: "visa" } }, 1),
			sent("Order Completed", 29, { amount: 7 }, 2),
			sent("Order Completed", 31, {}, 3),
			sent("Long Ago", 40, { amount: 1 }, 4),
			// Not yet: after the instant requested.
			sent("Long Ago", -1, {}, 5),
		]);
		const { events } = await getCatalog(ctx);
		expect(events.map(({ name, recentCount }) => [name, recentCount])).toEqual([
			["Long Ago", 0],
			["Order Completed", 2],
		]);
		const counted = await countProperties(ctx, { event: "Order Completed" });
		expect(counted.events).toBe(3);
		expect(new Map(counted.properties.map(({ name, count }) => [name, count]))).toEqual(
			new Map([
				["amount", 2],
				["card.kind", 1],
			]),
		);
		expect(await countProperties(ctx, { event: "Never" })).toEqual({ events: 0, properties: [] });
	});
});
