import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";
import { getWorkspace } from "@/lib/workspaces/server/get-workspace";
import { listAuditEntries } from "@/lib/workspaces/server/list-audit-entries";
import { updateWorkspace } from "@/lib/workspaces/server/update-workspace";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace();
});
afterAll(closeDatabase);

const unset = { goalEvent: null, valueProperty: null, currency: "USD", holdoutBp: 1000, windowDays: 14 };
const write = async (defaults: Parameters<typeof updateWorkspace>[1]["defaults"]) =>
	(await updateWorkspace(ctx, { defaults })).defaults;

describe("what a new campaign starts with", () => {
	it("is a tenth held out, two weeks and no goal until someone says otherwise", async () => {
		expect((await getWorkspace(ctx)).defaults).toEqual(unset);
	});

	it("is changed field by field, and audited", async () => {
		expect(await write({ currency: "EUR", holdoutBp: 2000 })).toEqual({
			...unset,
			currency: "EUR",
			holdoutBp: 2000,
		});
		expect(await write({ windowDays: 30 })).toMatchObject({ currency: "EUR", windowDays: 30 });
		// Both were at one instant, which has no order of its own.
		const noted = (await listAuditEntries(ctx, { limit: 10 })).items;
		expect(noted).toContainEqual(
			expect.objectContaining({ action: "workspace.updated", detail: { defaultWindowDays: 30 } }),
		);
	});

	it("has a value only of its goal: another goal has none until one is named", async () => {
		await expect(write({ goalEvent: null, valueProperty: "revenue" })).rejects.toMatchObject({
			code: "invalid",
			issues: [{ path: "defaults.valueProperty" }],
		});
		const goal = { goalEvent: "Order Completed", valueProperty: "revenue" };
		expect(await write(goal)).toMatchObject(goal);
		expect(await write({ valueProperty: null })).toMatchObject({ ...goal, valueProperty: null });
		await write(goal);
		// The same goal sent again is no other goal.
		expect(await write({ goalEvent: "Order Completed", windowDays: 30 })).toMatchObject(goal);
		expect(await write({ goalEvent: "Invoice Paid" })).toMatchObject({
			goalEvent: "Invoice Paid",
			valueProperty: null,
		});
	});

	it("is read by everyone in the workspace and changed by an admin", async () => {
		const marketer: Context = { ...ctx, actor: { ...ctx.actor, role: "marketer" } };
		expect((await getWorkspace(marketer)).defaults.windowDays).toBe(30);
		await expect(updateWorkspace(marketer, { defaults: { windowDays: 7 } })).rejects.toMatchObject({
			code: "forbidden",
		});
	});
});
