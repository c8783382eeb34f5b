import { beforeAll, describe, expect, it } from "vitest";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import type { EventLeaf, PropertyLeaf, SegmentRule } from "@/lib/rules/rule";
import { evaluatePeople } from "@/lib/rules/server/evaluate-people";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const now = new Date("2026-11-22T12:00:00.000Z");
const ofEvent = (more: Partial<EventLeaf>): SegmentRule => ({
	combinator: "and",
	rules: [
		{
			kind: "event",
			field: "Sold",
			aggregate: { kind: "count" },
			operator: ">=",
			value: 1,
			window: { kind: "any" },
			...more,
		},
	],
});

async function openWorkspace(properties: readonly object[]): Promise<Context> {
	const ctx = await createTestWorkspace({ now });
	await sendMessages(
		ctx,
		properties.map((one, index) => ({
			type: "track",
			userId: `u${index}`,
			event: "Sold",
			properties: one,
			timestamp: "2026-11-22T10:00:00.000Z",
		})),
	);
	await settleOutbox(ctx.db, ctx.warehouse);
	return ctx;
}

/** How many people match, by both readings. */
async function sizeOf(ctx: Context, rule: SegmentRule): Promise<number> {
	const profiles = await ctx.db.profile.findMany({ where: { workspaceNumber: ctx.workspace.number } });
	const uids = profiles.map(({ uid }) => uid);
	const { people } = await evaluatePeople(ctx, rule, await scopeOf(ctx, ctx.now, [rule]), uids);
	const { total } = await previewSegment(ctx, { rule });
	expect([...people.values()].filter(({ evaluation }) => evaluation.matches)).toHaveLength(total);
	return total;
}

describe("numbers too large to be added", () => {
	let ctx: Context;
	beforeAll(async () => {
		ctx = await openWorkspace([{ amount: 5 }, { amount: 1.7e308 }, { amount: -1e303 }, { amount: 1e12 }]);
	});

	it.each(["sum", "avg", "min", "max"] as const)("are none to %s, and spoil nothing", async (kind) => {
		const aggregate = { kind, property: "amount" };
		expect(await sizeOf(ctx, ofEvent({ aggregate, operator: ">", value: 1 }))).toBe(2);
		expect(await sizeOf(ctx, ofEvent({ aggregate, operator: "<", value: -1 }))).toBe(0);
	});
});

describe("properties whose names look like the warehouse's own signs", () => {
	const usable = ["a.^`b", "a:`b`", "`^a`", "x[]", "^a", "@", ":b", "a.:Float64"];
	const unusable = ["^`a`", "@`a", ":`String`", "n.:`Float64`", "n.:`Array(JSON)`.m"];
	let ctx: Context;
	beforeAll(async () => {
		ctx = await openWorkspace([...usable, ...unusable].map((name) => ({ [name]: "here" })));
	});
	const has = (field: string): SegmentRule => {
		const filter: PropertyLeaf = {
			kind: "property",
			field,
			type: "string",
			operator: "equals",
			value: "here",
		};
		return ofEvent({ where: { combinator: "and", rules: [filter] } });
	};

	it.each(usable)("can be queried when they are not such signs: %s", async (name) => {
		expect(await sizeOf(ctx, has(name))).toBe(1);
	});

	it.each(unusable)("are refused where they come in, and in a rule: %s", async (name) => {
		await expect(previewSegment(ctx, { rule: has(name) })).rejects.toMatchObject({ code: "invalid" });
		// Such as came in before.
		await ctx.db.propertyDefinition.create({
			data: { workspaceNumber: ctx.workspace.number, event: "Sold", name, type: "string" },
		});
		await expect(previewSegment(ctx, { rule: has(name) })).rejects.toMatchObject({ code: "invalid" });
	});
});
