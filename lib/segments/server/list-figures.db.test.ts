import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { listFigures } from "@/lib/segments/server/list-figures";
import { listPeople } from "@/lib/segments/server/list-people";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import { createTrait } from "@/lib/traits/server/create-trait";
import { refreshTraits } from "@/lib/traits/server/refresh-traits";
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
const uidOf = async (q: string) => (await listPeople(ctx, { q, limit: 5 })).items[0]?.uid ?? 0;

it("has no orders when no event surely means one", async () => {
	await sendMessages(ctx, [{ type: "track", userId: "ann", event: "Page Seen", timestamp: at(5) }]);
	const { purchase, items } = await listFigures(ctx, { uids: [await uidOf("ann")] });
	expect(purchase).toBeNull();
	expect(items).toMatchObject([{ lastSeenAt: at(5), orders: null, value: null, stage: null }]);
});

it("counts what a person did under all their numbers, in the workspace's own words", async () => {
	const order = (who: object, hours: number, properties: object) => ({
		type: "track",
		...who,
		event: "Order Placed",
		timestamp: at(hours),
		properties,
	});
	await sendMessages(ctx, [
		order({ anonymousId: "device-1" }, 9, { total: 10.5, currency: "EUR" }),
		order({ userId: "bo" }, 4, { total: 4, currency: "EUR" }),
		order({ userId: "cy" }, 3, { total: 7, currency: "EUR" }),
		order({ userId: "cy" }, 2, { total: 1, currency: "USD" }),
		order({ userId: "cy" }, 1, { total: "unknown" }),
		{ type: "identify", userId: "dee" },
	]);
	await sendMessages(ctx, [{ type: "identify", userId: "bo", anonymousId: "device-1" }]);
	const [bo, cy, dee] = [await uidOf("bo"), await uidOf("cy"), await uidOf("dee")];
	const trait = await createTrait(ctx, {
		name: "lifecycle",
		definition: {
			kind: "stage",
			stages: [
				{
					name: "buyer",
					rule: {
						combinator: "and",
						rules: [
							{
								kind: "event",
								field: "Order Placed",
								aggregate: { kind: "count" },
								operator: ">=",
								value: 1,
								window: { kind: "any" },
							},
						],
					},
				},
			],
		},
	});
	await refreshTraits(ctx, { people: "all" });
	const figures = await listFigures(ctx, { uids: [bo, cy, dee, 4_000_000_000] });
	expect(figures).toMatchObject({
		purchase: "Order Placed",
		amount: "total",
		stage: { traitId: trait.id, name: "lifecycle" },
	});
	const of = (uid: number) => figures.items.find((each) => each.uid === uid);
	expect(figures.items).toHaveLength(3);
	expect(of(bo)).toEqual({
		uid: bo,
		lastSeenAt: at(4),
		orders: 2,
		lastOrderAt: at(4),
		value: 14.5,
		currency: "EUR",
		stage: "buyer",
	});
	expect(of(cy)).toMatchObject({ orders: 3, value: 8, currency: null });
	expect(of(dee)).toMatchObject({ lastSeenAt: null, orders: 0, lastOrderAt: null, value: 0, stage: null });
	expect(of(dee)?.currency).toBe("USD");
	await expect(
		listFigures({ ...ctx, actor: { ...ctx.actor, role: "viewer" } }, { uids: [bo] }),
	).rejects.toMatchObject({ code: "forbidden" });
});
