import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { formatInstant, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, insertRows } from "@/lib/platform/warehouse/define-query";
import { getProfile } from "@/lib/profiles/server/get-profile";
import type { SegmentRule } from "@/lib/rules/rule";
import { createSegment } from "@/lib/segments/server/create-segment";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import type { Intake } from "@/lib/sources/intake";
import { Catalogue } from "@/lib/sources/server/catalogue";
import type { TraitDefinition } from "@/lib/traits/definition";
import { archiveTrait } from "@/lib/traits/server/archive-trait";
import { createTrait } from "@/lib/traits/server/create-trait";
import { getDistribution } from "@/lib/traits/server/get-distribution";
import { getTrait } from "@/lib/traits/server/get-trait";
import { listMoves } from "@/lib/traits/server/list-moves";
import { listTraits } from "@/lib/traits/server/list-traits";
import { previewTrait } from "@/lib/traits/server/preview-trait";
import { refreshTraits } from "@/lib/traits/server/refresh-traits";
import { sampleTrait } from "@/lib/traits/server/sample-trait";
import { updateTrait } from "@/lib/traits/server/update-trait";
import { order, seedShop } from "@/lib/traits/testing/seed-shop";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const now = new Date("2026-11-22T12:00:00.000Z");
const day = 86_400_000;

const readRows = defineQuery({
	name: "traits.test_rows",
	row: z.object({ uid: z.number(), type: z.string(), text: z.string(), number: z.number() }),
	build: ({ ws, trait }: { ws: number; trait: string }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT uid, toString(type) AS type, string_value AS text, number_value AS number FROM trait_history
WHERE ws = ${binder.bind(ws, "UInt32")} AND trait = ${binder.bind(trait, "String")} ORDER BY valid_from, recorded_at, uid`);
	},
});

function rowsOf(ctx: Context, trait: string) {
	return readRows(ctx.warehouse, { ws: ctx.workspace.number, trait });
}

function ordersIn(days: number): TraitDefinition {
	return {
		kind: "aggregate",
		event: "Order Completed",
		window: { kind: "last", amount: days, unit: "days" },
		measure: { kind: "count" },
	};
}

const spent: TraitDefinition = {
	kind: "aggregate",
	event: "Order Completed",
	window: { kind: "any" },
	measure: { kind: "sum", property: "amount" },
};

function atLeast(trait: string, value: number): SegmentRule {
	return {
		combinator: "and",
		rules: [{ kind: "trait", field: trait, type: "number", operator: ">=", value }],
	};
}

const later = (ctx: Context, days: number): Context => ({
	...ctx,
	now: new Date(now.getTime() + days * day),
});

async function shop(): Promise<Context> {
	const ctx = await createTestWorkspace({ now });
	await seedShop(ctx);
	return ctx;
}

describe("computed traits", () => {
	let ctx: Context;
	beforeAll(async () => {
		ctx = await shop();
	});

	it("are backfilled for everyone, and stand on profiles, in rules and in formulas", async () => {
		const orders = await createTrait(ctx, { name: "orders", definition: ordersIn(365) });
		expect(orders).toMatchObject({ state: "building", people: null, valueType: "number" });
		await createTrait(ctx, { name: "spent", definition: spent });
		const average = await createTrait(ctx, {
			name: "average order",
			definition: {
				kind: "formula",
				formula: {
					op: "divide",
					left: { op: "trait", trait: "spent", type: "number" },
					right: { op: "trait", trait: "orders", type: "number" },
				},
			},
		});
		// Everything in its order, though the formula comes first by name.
		expect(await refreshTraits(ctx, { people: "all" })).toEqual({ traits: 3, failed: 0 });
		const done = await getTrait(ctx, average.id);
		expect(done).toMatchObject({ state: "live", people: 10, says: "spent / orders" });
		expect(done.runs).toMatchObject([{ status: "finished", isBackfill: true, changed: 10, cleared: 0 }]);
		const profile = await getProfile(ctx, { profileId: 7 });
		const values = Object.fromEntries(profile.traits.map(({ name, value }) => [name, value]));
		expect(values).toMatchObject({ orders: 7, spent: 49, "average order": 7 });
		expect(profile.traits.find(({ name }) => name === "spent")?.source).toBe("computed");
		expect((await previewSegment(ctx, { rule: atLeast("average order", 8) })).total).toBe(3);
	});

	it("tell how the values are spread, of what is saved and of what is not", async () => {
		const orders = (await listTraits(ctx, { limit: 50, state: "active", search: "orders" })).items[0];
		const spread = await getDistribution(ctx, orders?.id ?? "");
		expect(spread).toMatchObject({
			people: 10,
			base: 10,
			distribution: { kind: "numbers", min: 1, median: 5, mean: 5.5, max: 10, isByValue: true },
		});
		const category: TraitDefinition = {
			...(spent as Extract<TraitDefinition, { kind: "aggregate" }>), // Safe because it is one.
			measure: { kind: "mostFrequent", property: "category", type: "string" },
		};
		expect(await previewTrait(ctx, { definition: category })).toMatchObject({
			people: 10,
			valueType: "string",
			says: "Most frequent category of Order Completed.",
			distribution: { kind: "values", distinct: 2, values: [{ value: "hats" }, { value: "shoes" }] },
		});
		const sample = await sampleTrait(ctx, { definition: spent });
		expect(sample.people).toHaveLength(10);
		for (const { person, value } of sample.people) expect(value).toBe(person.uid * person.uid);
	});

	it("are refused with the place of every problem", async () => {
		const wrong = {
			kind: "aggregate",
			event: "Order Complete",
			window: { kind: "any" },
			measure: { kind: "count" },
		};
		await expect(createTrait(ctx, { name: "typo", definition: wrong })).rejects.toMatchObject({
			code: "invalid",
			issues: [{ path: "definition.event", message: expect.stringContaining("Order Completed") }],
		});
		const text = {
			op: "add",
			left: { op: "trait", trait: "plan", type: "string" },
			right: { op: "number", value: 1 },
		};
		await expect(
			createTrait(ctx, { name: "sum of text", definition: { kind: "formula", formula: text } }),
		).rejects.toMatchObject({ code: "invalid", issues: [{ path: "definition.formula.left" }] });
		await expect(createTrait(ctx, { name: "plan", definition: spent })).rejects.toMatchObject({
			code: "conflict",
		});
		const viewer = { ...ctx, actor: { ...ctx.actor, role: "viewer" as const } };
		await expect(createTrait(viewer, { name: "x", definition: spent })).rejects.toMatchObject({
			code: "forbidden",
		});
	});

	it("must not depend on themselves; the error shows the path", async () => {
		const spentTrait = (await listTraits(ctx, { limit: 50, state: "active", search: "spent" })).items[0];
		const circle = {
			kind: "formula",
			formula: { op: "abs", argument: { op: "trait", trait: "average order", type: "number" } },
		};
		await expect(updateTrait(ctx, spentTrait?.id ?? "", { definition: circle })).rejects.toMatchObject({
			code: "invalid",
			message: "The trait would depend on itself: spent → average order → spent.",
		});
	});

	it("are kept while something uses them", async () => {
		await createSegment(ctx, { name: "Spenders", rule: atLeast("spent", 25) });
		const { items } = await listTraits(ctx, { limit: 50, state: "active" });
		const spentTrait = items.find(({ name }) => name === "spent");
		expect(spentTrait?.usedIn.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
			"segment Spenders",
			"trait average order",
		]);
		await expect(archiveTrait(ctx, spentTrait?.id ?? "")).rejects.toMatchObject({
			code: "precondition",
			message: "Still used by the segment Spenders, the trait average order: remove it there first.",
		});
	});

	it("give their name and their values back when they are archived", async () => {
		const made = await createTrait(ctx, { name: "short", definition: ordersIn(1) });
		await refreshTraits(ctx, { people: "all" }, { only: [made.id] });
		expect(await archiveTrait(ctx, made.id)).toMatchObject({ state: "archived", people: 0 });
		const profile = await getProfile(ctx, { profileId: 3 });
		expect(profile.traits.map(({ name }) => name)).not.toContain("short");
		await expect(previewSegment(ctx, { rule: atLeast("short", 1) })).rejects.toMatchObject({
			code: "invalid",
		});
		expect(await createTrait(ctx, { name: "short", definition: ordersIn(2) })).toMatchObject({ version: 1 });
	});

	it("cannot be set by messages", async () => {
		const intake = { traits: [{ name: "orders", value: { type: "number", value: 1 } }] } as unknown as Intake; // Safe because only its traits are read.
		const types = await new Catalogue().note(ctx.db, ctx.workspace.number, [intake]);
		expect(types.has("orders")).toBe(false);
	});
});

describe("keeping computed traits fresh", () => {
	it("writes only what changed, for everyone and for some", async () => {
		const ctx = await shop();
		const { id } = await createTrait(ctx, { name: "orders lately", definition: ordersIn(3) });
		await refreshTraits(ctx, { people: "all" });
		expect(await rowsOf(ctx, "orders lately")).toHaveLength(10);
		await refreshTraits(ctx, { people: "all" });
		expect(await rowsOf(ctx, "orders lately")).toHaveLength(10);

		await order(ctx, 2, [60_001]);
		await order(ctx, 3, [60_002]);
		// Only person 2 is requested; person 3 waits for the next full run.
		await refreshTraits(ctx, { people: [2] });
		expect((await rowsOf(ctx, "orders lately")).slice(10)).toEqual([
			{ uid: 2, type: "number", text: "", number: 3 },
		]);
		await refreshTraits(ctx, { people: "all" });
		expect((await rowsOf(ctx, "orders lately")).slice(11)).toMatchObject([{ uid: 3, number: 3 }]);

		// Time alone: four days on no one's orders are in the window.
		await refreshTraits(later(ctx, 4), { people: "all" });
		const run = (await getTrait(ctx, id)).runs[0];
		expect(run).toMatchObject({ changed: 10, cleared: 0, people: 10, isBackfill: false });
	});

	it("computes for changed people what a full run would, trait by trait", async () => {
		const ctx = await shop();
		const read = (trait: string) => ({ op: "trait", trait, type: "number" });
		const score = {
			kind: "score",
			events: [{ event: "Order Completed", points: 7 }],
			halfLifeDays: 3,
			window: { kind: "any" },
		};
		const favourite = { ...spent, measure: { kind: "mostFrequent", property: "category", type: "string" } };
		const average = {
			kind: "formula",
			formula: { op: "divide", left: read("spent"), right: read("orders") },
		};
		const loyal = { kind: "stage", stages: [{ name: "Loyal", rule: atLeast("average", 5) }] };
		const made = { orders: ordersIn(365), spent, average, favourite, score, loyal };
		for (const [name, definition] of Object.entries(made)) await createTrait(ctx, { name, definition });
		await refreshTraits(ctx, { people: "all" });
		const touched = [1, 4, 9];
		for (const uid of touched) await order(ctx, uid, [60_000 + uid, 120_000 + uid, 180_000 + uid]);
		const before = await rowsOf(ctx, "loyal");
		expect(await refreshTraits(ctx, { people: touched })).toEqual({ traits: 6, failed: 0 });
		expect(await rowsOf(ctx, "loyal")).toEqual(before);
		const counts: number[] = [];
		for (const name of Object.keys(made)) counts.push((await rowsOf(ctx, name)).length);
		const values = Object.fromEntries(
			(await getProfile(ctx, { profileId: 4 })).traits.map(({ name, value }) => [name, value]),
		);
		expect(values).toMatchObject({ orders: 7, spent: 28, average: 4 });
		await refreshTraits(ctx, { people: "all" });
		for (const [index, name] of Object.keys(made).entries()) {
			expect((await rowsOf(ctx, name)).length, name).toBe(counts[index]);
		}
	});

	it("unsets a value that is gone, and a new version replaces the old", async () => {
		const ctx = await shop();
		const largest: TraitDefinition = {
			kind: "aggregate",
			event: "Order Completed",
			window: { kind: "last", amount: 3, unit: "days" },
			measure: { kind: "max", property: "amount" },
		};
		const { id } = await createTrait(ctx, { name: "largest", definition: largest });
		await refreshTraits(ctx, { people: "all" });
		expect((await getTrait(ctx, id)).runs[0]).toMatchObject({ people: 10, changed: 10 });
		await refreshTraits(later(ctx, 4), { people: "all" });
		expect((await getTrait(ctx, id)).runs[0]).toMatchObject({ people: 0, changed: 0, cleared: 10 });
		expect((await rowsOf(ctx, "largest")).at(-1)).toMatchObject({ type: "unset" });

		const wide = { ...largest, window: { kind: "any" } };
		const updated = await updateTrait(ctx, id, { definition: wide, basedOnVersion: 1 });
		expect(updated).toMatchObject({ version: 2, servedVersion: 1, state: "building" });
		await expect(updateTrait(ctx, id, { definition: largest, basedOnVersion: 1 })).rejects.toMatchObject({
			code: "conflict",
		});
		await refreshTraits(later(ctx, 5), { people: "all" });
		expect(await getTrait(ctx, id)).toMatchObject({ state: "live", people: 10, servedVersion: 2 });
	});

	it("follows merges: what both did counts for the root", async () => {
		const ctx = await shop();
		await createTrait(ctx, { name: "orders", definition: ordersIn(365) });
		await refreshTraits(ctx, { people: "all" });
		await ctx.db.profile.update({
			where: { workspaceNumber_uid: { workspaceNumber: ctx.workspace.number, uid: 9 } },
			data: { rootUid: 2 },
		});
		await ctx.db.profileMerge.create({
			data: {
				id: `mrg_${ctx.workspace.id.slice(4)}`,
				workspaceNumber: ctx.workspace.number,
				rootUid: 2,
				absorbedUid: 9,
				reason: "test",
			},
		});
		const at = formatInstant(now);
		await insertRows(ctx.warehouse, "profile_change", [
			{ ws: ctx.workspace.number, change: "merged", uid: 9, root: 2, effective_at: at, recorded_at: at },
		]);
		await refreshTraits(later(ctx, 1), { people: [9] });
		expect((await rowsOf(ctx, "orders")).at(-1)).toMatchObject({ uid: 2, number: 11 });
		const profile = await getProfile(later(ctx, 1), { profileId: 9 });
		expect(profile.traits.find(({ name }) => name === "orders")?.value).toBe(11);
	});

	it("says why a trait can no longer be computed, and leaves its values", async () => {
		const ctx = await shop();
		const { id } = await createTrait(ctx, { name: "spent", definition: spent });
		await refreshTraits(ctx, { people: "all" });
		await ctx.db.propertyDefinition.deleteMany({
			where: { workspaceNumber: ctx.workspace.number, name: "amount" },
		});
		expect(await refreshTraits(later(ctx, 1), { people: "all" })).toEqual({ traits: 0, failed: 1 });
		expect(await getTrait(ctx, id)).toMatchObject({
			state: "stale",
			staleReason: expect.stringContaining("amount"),
			people: 10,
		});
	});

	it("counts who moved from stage to stage, apart from what a new definition moved", async () => {
		const ctx = await shop();
		const did = (operator: ">=" | "equals", value: number, days: number): SegmentRule => ({
			combinator: "and",
			rules: [
				{
					kind: "event",
					field: "Order Completed",
					aggregate: { kind: "count" },
					operator,
					value,
					window: { kind: "last", amount: days, unit: "days" },
				},
			],
		});
		const definition: TraitDefinition = {
			kind: "stage",
			stages: [
				{ name: "Active", rule: did(">=", 1, 2) },
				{ name: "At risk", rule: did(">=", 1, 6) },
			],
		};
		const { id } = await createTrait(ctx, { name: "lifecycle", definition });
		await refreshTraits(ctx, { people: "all" });
		expect((await listMoves(ctx, id, { days: 30 })).moves).toEqual([]);
		await order(later(ctx, 3), 5, [60_003]);
		await refreshTraits(later(ctx, 3), { people: "all" });
		const moves = await listMoves(later(ctx, 3), id, { days: 30 });
		expect(moves.stages).toEqual([
			{ stage: "Active", people: 1, entered: 0, left: 9 },
			{ stage: "At risk", people: 9, entered: 9, left: 0 },
			{ stage: null, people: 0, entered: 0, left: 0 },
		]);
		expect(moves.moves).toMatchObject([{ from: "Active", to: "At risk", times: 9 }]);
		await refreshTraits(later(ctx, 10), { people: "all" });
		expect((await listMoves(later(ctx, 10), id, { days: 30 })).stages.at(-1)).toMatchObject({
			stage: null,
			people: 10,
			entered: 10,
		});
	});
});
