import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { defineQuery, insertRows } from "@/lib/platform/warehouse/define-query";
import { type CompileScope, nothingStored } from "@/lib/rules/compile/compile-scope";
import { momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import { catalog, peopleOf, randomWorld } from "@/lib/rules/testing/world";
import { moments } from "@/lib/rules/testing/world-instants";
import { rowsOf } from "@/lib/rules/testing/world-rows";
import { checkDefinition } from "@/lib/traits/check-definition";
import { compileTraitValue } from "@/lib/traits/compile-trait-value";
import type { MeasureKind, TraitDefinition } from "@/lib/traits/definition";
import { prepareTraitValue } from "@/lib/traits/evaluate-trait-value";
import {
	randomAggregate,
	randomFormula,
	randomScore,
	randomStages,
} from "@/lib/traits/testing/random-definition";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const seed = testSeed;

const queryWarehouse = defineQuery({
	name: "traits.test_parity",
	row: z.object({
		person: z.number(),
		value: z.union([z.string(), z.number(), z.array(z.string())]),
	}),
	build: ({ definition, scope }: { definition: TraitDefinition; scope: CompileScope }) => {
		const binder = new SqlBinder();
		return binder.finish(`${compileTraitValue(definition, binder, scope)} ORDER BY person`);
	},
});

type Place = { ctx: Context; people: Map<number, PersonHistory> };
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland"];
const places: Place[] = [];

/** How much of a run was conclusive: an answer of no one proves little. */
const tally = { cases: 0, telling: 0, values: new Set<string>() };

beforeAll(async () => {
	const worlds = fc.sample(randomWorld, { seed, numRuns: zones.length });
	for (const [index, world] of worlds.entries()) {
		const ctx = await createTestWorkspace({ timeZone: zones[index] ?? "UTC" });
		for (const [table, rows] of Object.entries(rowsOf(world, ctx.workspace.number))) {
			await insertRows(ctx.warehouse, table, rows);
		}
		places.push({ ctx, people: peopleOf(world) });
	}
});

async function agree(definition: TraitDefinition, { ctx, people }: Place, asOf: number): Promise<void> {
	const { timeZone, number: ws } = ctx.workspace;
	const checked = checkDefinition(definition, catalog, timeZone);
	if (!checked.ok) throw new Error(`A random definition has problems: ${JSON.stringify(checked.problems)}`);
	const scope = { ws, asOf, timeZone, hasMerges: true, sessionGapMs: 1_800_000, ...nothingStored };
	const answer = await queryWarehouse(ctx.warehouse, { definition: checked.definition, scope });
	const evaluate = prepareTraitValue(checked.definition, momentAt(asOf, timeZone));
	const expected = [...people]
		.toSorted(([a], [b]) => a - b)
		.flatMap(([person, history]) => {
			const value = evaluate(history);
			if (value === null) return [];
			expect(value.type).toBe(checked.type);
			return [{ person, value: typeof value.value === "boolean" ? Number(value.value) : value.value }];
		});
	tally.cases++;
	if (expected.length > 2) tally.telling++;
	for (const { value } of expected) tally.values.add(JSON.stringify(value));
	expect(answer).toEqual(expected);
}

/** Evaluates a definition in one of the workspaces at one of the moments. */
function property(definitions: fc.Arbitrary<TraitDefinition>) {
	return fc.asyncProperty(
		definitions,
		fc.nat(zones.length - 1),
		fc.constantFrom(...moments),
		async (definition, index, asOf) => {
			const place = places[index];
			if (!place) throw new Error("No such workspace");
			await agree(definition, place, asOf);
		},
	);
}

const measures: MeasureKind[] = [
	"count",
	"sum",
	"avg",
	"min",
	"max",
	"firstTime",
	"lastTime",
	"first",
	"last",
	"mostFrequent",
	"uniqueList",
	"uniqueCount",
];

// A busy machine responds slowly; that is not a disagreement.
describe(`compiled SQL and the reference agree on every person's value (seed ${seed})`, {
	timeout: 240_000,
}, () => {
	for (const kind of measures) {
		it(`of the measure ${kind}`, async () => {
			await fc.assert(property(randomAggregate(kind)), { seed, numRuns: 14 });
		});
	}
	for (const type of ["number", "string", "boolean", "date"] as const) {
		it(`of formulas that come to a ${type}`, async () => {
			await fc.assert(property(randomFormula(type)), { seed, numRuns: 45 });
		});
	}
	it("of scores", async () => {
		await fc.assert(property(randomScore), { seed, numRuns: 60 });
	});
	it("of lifecycle stages", async () => {
		await fc.assert(property(randomStages), { seed, numRuns: 40 });
	});
	it("on cases that mostly say something", () => {
		expect(tally.cases).toBeGreaterThanOrEqual(400);
		expect(tally.telling / tally.cases).toBeGreaterThan(0.6);
		expect(tally.values.size).toBeGreaterThan(150);
	});
});
