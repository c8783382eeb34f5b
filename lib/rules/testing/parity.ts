import fc from "fast-check";
import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { createOwnWarehouse } from "@/lib/platform/testing/own-warehouse";
import { defineQuery, insertRows } from "@/lib/platform/warehouse/define-query";
import { checkRule } from "@/lib/rules/check/check-rule";
import { compileRule } from "@/lib/rules/compile/compile-rule";
import { type CompileScope, nothingStored } from "@/lib/rules/compile/compile-scope";
import { defaultSessionGapMs, evaluateRule, momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import type { Moment } from "@/lib/rules/leaf-kind";
import type { RuleNode, SegmentRule } from "@/lib/rules/rule";
import { readTypedProperties } from "@/lib/rules/server/read-typed-properties";
import { withRankBounds } from "@/lib/rules/testing/rank-bounds";
import { typeProperties } from "@/lib/rules/testing/type-properties";
import { catalog, peopleOf, randomWorld } from "@/lib/rules/testing/world";
import { moments } from "@/lib/rules/testing/world-instants";
import { rowsOf } from "@/lib/rules/testing/world-rows";
import type { TypedProperties, TypedProperty } from "@/lib/rules/typed/typed-properties";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

/** A workspace whose people are known to the reference as they are to the warehouse. */
export type Place = { ctx: Context; people: Map<number, PersonHistory>; typed: TypedProperties };
/** Off by an hour, by half of one and by three quarters; clocks that are moved by an hour, by half of one and never. */
export const zones = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"];

/**
 * One workspace in each zone, with random people, some of them merged. Every other one is in a warehouse in which all
 * properties have columns of their own.
 */
export async function openPlaces(seed: number): Promise<{ places: Place[]; close: () => Promise<void> }> {
	const places: Place[] = [];
	const { warehouse, drop } = await createOwnWarehouse();
	await typeProperties(warehouse, everyProperty());
	for (const [index, world] of fc.sample(randomWorld, { seed, numRuns: zones.length }).entries()) {
		const created = await createTestWorkspace({ timeZone: zones[index] ?? "UTC" });
		const ctx = index % 2 === 0 ? created : { ...created, warehouse };
		for (const [table, rows] of Object.entries(rowsOf(world, ctx.workspace.number))) {
			await insertRows(ctx.warehouse, table, rows);
		}
		places.push({ ctx, people: peopleOf(world), typed: new Map() });
	}
	const typed = await readTypedProperties(warehouse);
	return {
		places: places.map((place, index) => (index % 2 === 0 ? place : { ...place, typed })),
		close: drop,
	};
}

function everyProperty(): TypedProperty[] {
	const paths = new Set([...catalog.events.values()].flatMap((properties) => [...properties.keys()]));
	return [...paths].flatMap((path) =>
		(["string", "number", "boolean"] as const).map((type) => ({ path, type })),
	);
}

/** Changes the SQL before it runs: a mutant. */
export type Mutation = (sql: string) => string;
const unchanged: Mutation = (sql) => sql;

const people = z.array(z.number());
/** Who matches the rule, and who each of its conditions. */
const queryWarehouse = defineQuery({
	name: "segments.test_parity",
	row: z.object({ matching: people, nodes: z.array(people) }),
	build: ({ rule, scope, mutate }: { rule: SegmentRule; scope: CompileScope; mutate: Mutation }) => {
		const binder = new SqlBinder();
		const compiled = compileRule(rule, scope, binder);
		const nodes = compiled.nodes.map((node) => `bitmapToArray(${node.people})`).join(", ");
		return binder.finish(
			`${mutate(compiled.withClause)}\nSELECT bitmapToArray(${compiled.matching}) AS matching, [${nodes}] AS nodes`,
		);
	},
});

/** A condition or the whole rule, with who matches by either reading. */
export type Comparison = { node: RuleNode; expected: number[]; actual: number[]; isTelling: boolean };

/** Evaluates a rule both ways, and returns both results for the whole rule and for each condition of it. */
export async function compareReadings(
	rule: SegmentRule,
	{ ctx, people: allPeople, typed }: Place,
	asOf: number,
	mutate: Mutation = unchanged,
): Promise<Comparison[]> {
	const { timeZone, number: ws } = ctx.workspace;
	const checked = checkRule(rule, catalog, timeZone);
	if (!checked.ok) throw new Error(`A random rule has problems: ${JSON.stringify(checked.problems)}`);
	const scope = {
		ws,
		asOf,
		timeZone,
		hasMerges: true,
		sessionGapMs: defaultSessionGapMs,
		typed,
		...nothingStored,
	};
	const [answer] = await queryWarehouse(ctx.warehouse, { rule, scope, mutate });
	if (!answer) throw new Error("No answer");
	const nodes = nodesOf(rule);
	const leaves = nodes.flatMap((node, index) => (node.kind === undefined ? [] : [index]));
	const expected = new Map<number, number[]>([0, ...leaves].map((index) => [index, []]));
	const moment = momentFor(rule, allPeople, momentAt(asOf, timeZone));
	for (const [uid, person] of allPeople) {
		const { matches, evidence } = evaluateRule(rule, person, moment);
		if (matches) expected.get(0)?.push(uid);
		if (person.isErased || person.createdAt > asOf) continue;
		for (const [position, found] of evidence.entries()) {
			if (found.matches) expected.get(leaves[position] ?? -1)?.push(uid);
		}
	}
	return [...expected].map(([index, matching]): Comparison => {
		const share = matching.length / allPeople.size;
		return {
			node: nodes[index] ?? rule,
			expected: matching.toSorted(ascending),
			actual: (index === 0 ? answer.matching : (answer.nodes[index] ?? [])).toSorted(ascending),
			isTelling: share >= 0.05 && share <= 0.95,
		};
	});
}

const ascending = (a: number, b: number) => a - b;

/** What the conditions of a rule need to know of everyone. */
function momentFor(rule: SegmentRule, people: Map<number, PersonHistory>, moment: Moment): Moment {
	const ranks = nodesOf(rule).filter((node) => node.kind === "rank");
	return withRankBounds(ranks, people.values(), moment);
}

/** Groups and conditions in reading order. */
export function nodesOf(node: RuleNode): RuleNode[] {
	return node.kind === undefined ? [node, ...node.rules.flatMap(nodesOf)] : [node];
}

/** The instants rules are evaluated at. */
export const anyMoment = fc.constantFrom(...moments);
