import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, insertRows } from "@/lib/platform/warehouse/define-query";
import { aggregates, operatorsByType, valueTypes } from "@/lib/segments/catalog";
import { checkRule } from "@/lib/segments/check-rule";
import { compileRule } from "@/lib/segments/compile-rule";
import { defaultSessionGapMs, evaluateRule, momentAt } from "@/lib/segments/evaluate-rule";
import type { PersonHistory } from "@/lib/segments/person-history";
import type { RuleNode, SegmentRule } from "@/lib/segments/rule";
import {
	randomEventLeaf,
	randomPropertyLeaf,
	randomRule,
	randomTraitLeaf,
} from "@/lib/segments/testing/random-rule";
import { catalog, moments, peopleOf, randomWorld, rowsOf } from "@/lib/segments/testing/world";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const seed = Number(process.env.MUSTER_TEST_SEED ?? Date.now() % 1_000_000_000);

const people = z.array(z.number());
/** Who matches the rule, and who each of its conditions. */
const askWarehouse = defineQuery({
	name: "segments.test_parity",
	row: z.object({ matching: people, nodes: z.array(people) }),
	build: ({
		rule,
		asOf,
		timeZone,
		ws,
	}: {
		rule: SegmentRule;
		asOf: number;
		timeZone: string;
		ws: number;
	}) => {
		const binder = new SqlBinder();
		const compiled = compileRule(
			rule,
			{ ws, asOf, timeZone, hasMerges: true, sessionGapMs: defaultSessionGapMs },
			binder,
		);
		const nodes = compiled.nodes.map((node) => `bitmapToArray(${node.people})`).join(", ");
		return binder.finish(
			`${compiled.withClause}\nSELECT bitmapToArray(${compiled.matching}) AS matching, [${nodes}] AS nodes`,
		);
	},
});

type Place = { ctx: Context; people: Map<number, PersonHistory> };
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland"];
const places: Place[] = [];

/** How much of a run said anything: an answer of nobody or everybody proves little. */
const tally = { cases: 0, telling: 0 };

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

/** Leaves only, in reading order: groups are checked through the total. */
function leavesOf(node: RuleNode): boolean[] {
	return node.kind === undefined ? [false, ...node.rules.flatMap(leavesOf)] : [true];
}

async function agree(rule: SegmentRule, { ctx, people: everybody }: Place, asOf: number): Promise<void> {
	const { timeZone, number: ws } = ctx.workspace;
	const checked = checkRule(rule, catalog, timeZone);
	if (!checked.ok) throw new Error(`A random rule has problems: ${JSON.stringify(checked.problems)}`);
	const [answer] = await askWarehouse(ctx.warehouse, { rule, asOf, timeZone, ws });
	const expected: number[] = [];
	const isLeaf = leavesOf(rule);
	const expectedLeaves: number[][] = isLeaf.filter(Boolean).map(() => []);
	for (const [uid, person] of everybody) {
		const { matches, evidence } = evaluateRule(rule, person, momentAt(asOf, timeZone));
		if (matches) expected.push(uid);
		if (person.isErased || person.createdAt > asOf) continue;
		for (const [index, found] of evidence.entries()) if (found.matches) expectedLeaves[index]?.push(uid);
	}
	for (const found of [expected, ...expectedLeaves]) {
		tally.cases++;
		if (found.length >= everybody.size * 0.05 && found.length <= everybody.size * 0.95) tally.telling++;
	}
	const sorted = (list: number[]) => list.toSorted((a, b) => a - b);
	expect(answer?.nodes.filter((_, index) => isLeaf[index]).map(sorted)).toEqual(expectedLeaves.map(sorted));
	expect(sorted(answer?.matching ?? [])).toEqual(sorted(expected));
}

/** Asks a rule of every workspace at every moment. */
function property(rules: fc.Arbitrary<SegmentRule>) {
	return fc.asyncProperty(
		rules,
		fc.nat(zones.length - 1),
		fc.constantFrom(...moments),
		async (rule, index, asOf) => {
			const place = places[index];
			if (!place) throw new Error("No such workspace");
			await agree(rule, place, asOf);
		},
	);
}

/** A few leaves of one kind in one question: each is compared by itself. */
function only(leaf: fc.Arbitrary<RuleNode>): fc.Arbitrary<SegmentRule> {
	return fc
		.array(leaf, { minLength: 3, maxLength: 6 })
		.map((rules): SegmentRule => ({ combinator: "or", rules }));
}

// A busy machine answers slowly; that is no disagreement.
describe(`compiled SQL and the reference evaluator agree, person by person (seed ${seed})`, {
	timeout: 240_000,
}, () => {
	for (const type of valueTypes) {
		for (const { id } of operatorsByType[type]) {
			it(`on a ${type} trait with ${id}`, async () => {
				await fc.assert(property(only(randomTraitLeaf(type, [id]))), { seed, numRuns: 2 });
			});
			it(`on a ${type} property with ${id}`, async () => {
				const where = randomPropertyLeaf(type, [id]).map((leaf) => ({
					combinator: "and" as const,
					rules: [leaf],
				}));
				await fc.assert(property(only(randomEventLeaf("count", where))), { seed, numRuns: 2 });
			});
		}
	}
	for (const { kind } of aggregates) {
		it(`on the aggregate ${kind}`, async () => {
			await fc.assert(property(only(randomEventLeaf(kind))), { seed, numRuns: 6 });
		});
	}
	it("on rules of nested and negated groups", async () => {
		await fc.assert(property(randomRule), { seed, numRuns: 100 });
	});
	it("on cases that mostly say something", () => {
		expect(tally.cases).toBeGreaterThan(1000);
		expect(tally.telling / tally.cases).toBeGreaterThan(0.4);
	});
});
