import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { createSegment } from "@/lib/segments/server/create-segment";
import { listPeople } from "@/lib/segments/server/list-people";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let segment: string;
beforeAll(async () => {
	ctx = await createTestWorkspace();
	await sendMessages(
		ctx,
		Array.from({ length: 30 }, (_, at) => ({
			type: "identify",
			userId: `u-${at}`,
			traits: { name: `${at % 2 ? "Odd" : "Even"} Person ${at}`, plan: at % 3 === 0 ? "pro" : "free" },
		})),
	);
	await settleOutbox(ctx.db, ctx.warehouse);
	const made = await createSegment(ctx, {
		name: "Pro",
		rule: {
			combinator: "and",
			rules: [{ kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" }],
		},
	});
	segment = made.id;
	await refreshSegment(ctx, segment);
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

async function all(input: { q?: string; known?: "true" | "false"; limit: number }) {
	const names: (string | null)[] = [];
	let cursor: string | undefined;
	do {
		const page = await listPeople(ctx, { ...input, segment, cursor });
		names.push(...page.items.map(({ userId }) => userId));
		cursor = page.nextCursor ?? undefined;
	} while (cursor);
	return names;
}

it("lists the people of a segment newest first, in pages", async () => {
	const expected = Array.from({ length: 10 }, (_, at) => `u-${27 - at * 3}`);
	expect(await all({ limit: 3 })).toEqual(expected);
	expect(await all({ limit: 10 })).toEqual(expected);
	expect(await all({ limit: 10, known: "false" })).toEqual([]);
});

it("searches among them, by part and by the whole", async () => {
	expect(await all({ q: "odd", limit: 2 })).toEqual(["u-27", "u-21", "u-15", "u-9", "u-3"]);
	expect(await all({ q: "u-3", limit: 5 })).toEqual(["u-3"]);
	expect(await all({ q: "u-4", limit: 5 })).toEqual([]);
});

it("refuses a segment that has no people yet, one of elsewhere, and a viewer", async () => {
	const other = await createTestWorkspace();
	await expect(listPeople(other, { segment, limit: 5 })).rejects.toMatchObject({ code: "not_found" });
	const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
	await expect(listPeople(viewer, { segment, limit: 5 })).rejects.toMatchObject({ code: "forbidden" });
	const made = await createSegment(ctx, {
		name: "Unbuilt",
		rule: {
			combinator: "and",
			rules: [{ kind: "trait", field: "plan", type: "string", operator: "equals", value: "free" }],
		},
	});
	await expect(listPeople(ctx, { segment: made.id, limit: 5 })).rejects.toMatchObject({
		code: "precondition",
	});
});
