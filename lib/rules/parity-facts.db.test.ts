import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { defineQuery, insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import { checkRule } from "@/lib/rules/check/check-rule";
import { compileRule } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { defaultSessionGapMs, findNextChange, momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import { prepareRule } from "@/lib/rules/evaluate/prepare-rule";
import type { Moment } from "@/lib/rules/leaf-kind";
import type { ContactLeaf, RuleLeaf, SegmentLeaf, SegmentRule } from "@/lib/rules/rule";
import {
	countOperators,
	randomConsentLeaf,
	randomContactLeaf,
	randomEngagementLeaf,
	randomListLeaf,
	randomSegmentLeaf,
	randomSituationLeaf,
	situationKinds,
} from "@/lib/rules/testing/random-facts";
import { bitmapsOf, contactsOf, factRowsOf, setsOf, withFacts } from "@/lib/rules/testing/stored-facts";
import { catalog, peopleOf, randomWorld } from "@/lib/rules/testing/world";
import { listIds, randomFacts, segmentIds, served, withEvents } from "@/lib/rules/testing/world-facts";
import { moments } from "@/lib/rules/testing/world-instants";
import { rowsOf } from "@/lib/rules/testing/world-rows";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const seed = testSeed;
const uids = z.array(z.number());

const queryWarehouse = defineQuery({
	name: "segments.test_parity_of_facts",
	row: z.object({ nodes: z.array(uids) }),
	build: ({ rule, scope }: { rule: SegmentRule; scope: CompileScope }) => {
		const binder = new SqlBinder();
		const { withClause, nodes } = compileRule(rule, scope, binder);
		const queries = nodes.slice(1).map(({ people }) => `bitmapToArray(${people})`);
		return binder.finish(`${withClause}\nSELECT [${queries.join(", ")}] AS nodes`);
	},
});

type Place = {
	ctx: Context;
	people: Map<number, PersonHistory>;
	sets: Moment["sets"];
	contacts: CompileScope["contacts"];
};
const zones = ["Europe/Berlin", "America/St_Johns", "Australia/Adelaide", "Asia/Kathmandu"];
const places: Place[] = [];
const tally = { cases: 0, telling: 0 };

beforeAll(async () => {
	const samples = fc.sample(fc.tuple(randomWorld, randomFacts), { seed, numRuns: zones.length });
	for (const [index, [plain, facts]] of samples.entries()) {
		const world = withEvents(plain, facts);
		const ctx = await createTestWorkspace({ timeZone: zones[index] ?? "UTC" });
		const ws = ctx.workspace.number;
		for (const rows of [rowsOf(world, ws), factRowsOf(world, facts, ws)]) {
			for (const [table, inserted] of Object.entries(rows)) await insertRows(ctx.warehouse, table, inserted);
		}
		await storeBitmaps(ctx, bitmapsOf(world, facts));
		places.push({
			ctx,
			people: withFacts(peopleOf(world), world, facts),
			sets: setsOf(world, facts),
			contacts: contactsOf(world, facts),
		});
	}
});

async function storeBitmaps(ctx: Context, stored: ReturnType<typeof bitmapsOf>): Promise<void> {
	const store = async (
		table: string,
		columns: string,
		values: (binder: SqlBinder) => string,
		people: number[],
	) => {
		const binder = new SqlBinder();
		const ws = binder.bind(ctx.workspace.number, "UInt32");
		const bitmap = `arrayReduce('groupBitmapState', ${binder.bind(people, "Array(UInt32)")})`;
		const sql = `INSERT INTO ${table} (ws, ${columns}, people) SELECT ${ws}, ${values(binder)}, ${bitmap}`;
		await runSql(ctx.warehouse, "segments.test_store_bitmap", binder.finish(sql));
	};
	for (const { segment, people } of stored.membership) {
		const columns = "segment, version, as_of, served_at";
		const values = (binder: SqlBinder) =>
			`${binder.bind(segment, "String")}, 1, ${binder.bindInstant(served.baseAt)}, ${binder.bindInstant(served.baseAt)}`;
		await store("membership", columns, values, people);
	}
	for (const { list, people } of stored.stored_list) {
		await store("stored_list", "list, build", (binder) => `${binder.bind(list, "String")}, 'test'`, people);
	}
}

function scopeAt({ ctx, contacts }: Place, asOf: number): CompileScope {
	return {
		ws: ctx.workspace.number,
		asOf,
		timeZone: ctx.workspace.timeZone,
		hasMerges: true,
		sessionGapMs: defaultSessionGapMs,
		snapshot: null,
		segments: new Map(
			segmentIds.map((id) => [
				id,
				{ segmentId: id, version: served.version, servedAt: served.servedAt, baseServedAt: null },
			]),
		),
		lists: new Map(listIds.map((id) => [id, "test"])),
		contacts,
	};
}

/** Each condition on its own, person by person. */
async function agree(leaves: RuleLeaf[], place: Place, asOf: number): Promise<void> {
	const { timeZone } = place.ctx.workspace;
	const rule: SegmentRule = { combinator: "or", rules: leaves };
	const checked = checkRule(rule, catalog, timeZone);
	if (!checked.ok) throw new Error(`A random rule has problems: ${JSON.stringify(checked.problems)}`);
	const [answer] = await queryWarehouse(place.ctx.warehouse, { rule, scope: scopeAt(place, asOf) });
	const moment = momentAt(asOf, timeZone, { sets: place.sets });
	for (const [index, leaf] of leaves.entries()) {
		const prepared = prepareRule({ combinator: "and", rules: [leaf] }, moment);
		const expected: number[] = [];
		for (const [uid, person] of place.people) {
			const matches = prepared.test(person);
			if (matches) expected.push(uid);
			const exists = !person.isErased && person.createdAt <= asOf;
			expect(exists && prepared.explain(person).evidence[0]?.matches).toBe(matches);
		}
		tally.cases++;
		const share = expected.length / place.people.size;
		if (share >= 0.05 && share <= 0.95) tally.telling++;
		const found = answer?.nodes[index] ?? [];
		expect(
			found.toSorted((a, b) => a - b),
			JSON.stringify(leaf),
		).toEqual(expected.toSorted((a, b) => a - b));
	}
}

/** Some thirty random leaves, in every workspace and at every moment. */
async function agreeOn(leaf: fc.Arbitrary<RuleLeaf>): Promise<void> {
	const queriedProperty = fc.asyncProperty(
		fc.array(leaf, { minLength: 4, maxLength: 6 }),
		fc.nat(zones.length - 1),
		fc.constantFrom(...moments),
		async (leaves, index, asOf) => {
			const place = places[index];
			if (!place) throw new Error("No such workspace");
			await agree(leaves, place, asOf);
		},
	);
	await fc.assert(queriedProperty, { seed, numRuns: 6 });
}

/**
 * The instants that `nextInstant` leads to are all there are: the answer a person has just before each time something of
 * theirs lies on an edge is the one the search foretold.
 */
function foretells(leaf: fc.Arbitrary<RuleLeaf>): void {
	const evaluatedProperty = fc.property(
		leaf,
		fc.nat(zones.length - 1),
		fc.constantFrom(...moments),
		(found, index, asOf) => {
			const place = places[index];
			if (!place) throw new Error("No such workspace");
			const rule: SegmentRule = { combinator: "and", rules: [found] };
			const at = (instant: number) => momentAt(instant, place.ctx.workspace.timeZone, { sets: place.sets });
			for (const person of [...place.people.values()].slice(0, 8)) {
				const change = findNextChange(rule, person, at(asOf));
				const before = prepareRule(rule, at(asOf)).test(person);
				const until = change?.at ?? asOf + 400 * 86_400_000;
				for (const instant of [0.1, 0.35, 0.6, 0.85].map((part) =>
					Math.floor(asOf + (until - asOf) * part),
				)) {
					expect(prepareRule(rule, at(instant)).test(person), JSON.stringify(found)).toBe(before);
				}
				expect(prepareRule(rule, at(until - 1)).test(person), JSON.stringify(found)).toBe(before);
				if (change?.isCertain) expect(prepareRule(rule, at(change.at)).test(person)).toBe(!before);
			}
		},
	);
	fc.assert(evaluatedProperty, { seed, numRuns: 6 });
}

const memberships: SegmentLeaf["operator"][] = ["isMember", "isNotMember", "entered", "left"];
const addresses: ContactLeaf["operator"][] = [
	"isSet",
	"isNotSet",
	"equals",
	"notEquals",
	"domainIs",
	"domainIsNot",
	"domainEndsWith",
];

const all: [string, fc.Arbitrary<RuleLeaf>][] = [
	...(["granted", "notGranted"] as const).map((operator): [string, fc.Arbitrary<RuleLeaf>] => [
		`consent ${operator}`,
		randomConsentLeaf(operator),
	]),
	...memberships.map((operator): [string, fc.Arbitrary<RuleLeaf>] => [
		`a segment with ${operator}`,
		randomSegmentLeaf(operator),
	]),
	...countOperators.map((operator): [string, fc.Arbitrary<RuleLeaf>] => [
		`engagement with ${operator}`,
		randomEngagementLeaf(operator),
	]),
	...addresses.map((operator): [string, fc.Arbitrary<RuleLeaf>] => [
		`an address with ${operator}`,
		randomContactLeaf(operator),
	]),
	...(["isOn", "isNotOn"] as const).map((operator): [string, fc.Arbitrary<RuleLeaf>] => [
		`a list with ${operator}`,
		randomListLeaf(operator),
	]),
	...situationKinds.flatMap((kind) =>
		(["is", "isNot"] as const).map((operator): [string, fc.Arbitrary<RuleLeaf>] => [
			`a situation of ${kind} with ${operator}`,
			randomSituationLeaf(kind, operator),
		]),
	),
];

// A busy machine responds slowly; that is not a disagreement.
describe(`compiled SQL and the reference evaluator agree on stored facts (seed ${seed})`, {
	timeout: 240_000,
}, () => {
	it.each(all)("on %s", async (_, leaf) => {
		await agreeOn(leaf);
		foretells(leaf);
	});
	it("on cases that mostly say something", () => {
		expect(tally.cases).toBeGreaterThan(all.length * 20);
		expect(tally.telling / tally.cases).toBeGreaterThan(0.5);
	});
});
