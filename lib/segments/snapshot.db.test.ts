import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, insertRows } from "@/lib/platform/warehouse/define-query";
import { rebuildSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import { valueTypes } from "@/lib/segments/catalog";
import { compileRule } from "@/lib/segments/compile-rule";
import type { CompileScope } from "@/lib/segments/compile-scope";
import type { SegmentRule } from "@/lib/segments/rule";
import { scopeOf } from "@/lib/segments/server/scope-of";
import { randomTraitLeaf } from "@/lib/segments/testing/random-rule";
import { storeWorld } from "@/lib/segments/testing/store-world";
import { testSeed } from "@/lib/segments/testing/test-seed";
import { randomWorld, type World } from "@/lib/segments/testing/world";
import { rowsOf } from "@/lib/segments/testing/world-rows";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const seed = testSeed;
const list = z.array(z.number());

const askPeople = defineQuery({
	name: "segments.test_snapshot",
	row: z.object({ all: list, known: list, nodes: z.array(list) }),
	build: ({ rule, scope }: { rule: SegmentRule; scope: CompileScope }) => {
		const binder = new SqlBinder();
		const { withClause, nodes } = compileRule(rule, scope, binder);
		return binder.finish(`${withClause} SELECT bitmapToArray(everyone) AS all, bitmapToArray(known_once) AS known,
			[${nodes.map(({ people }) => `bitmapToArray(${people})`).join(", ")}] AS nodes`);
	},
});

const rules = fc.noBias(
	fc
		.array(
			fc.constantFrom(...valueTypes).chain((type) => randomTraitLeaf(type)),
			{ minLength: 10, maxLength: 10, size: "max" },
		)
		.map((leaves): SegmentRule => ({ combinator: "or", rules: leaves })),
);

/** Rows before the present, in two lots: those a snapshot finds and those recorded after it. */
function inTwo(world: World): [World, World] {
	const lot = (parity: number, people: World["people"]): World => ({
		merges: world.merges.filter((_, index) => index % 2 === parity),
		people: people.map((person) => ({
			...person,
			events: [],
			traits: person.traits.filter((_, index) => index % 3 === parity || (parity === 0 && index % 3 === 2)),
		})),
	});
	return [lot(0, world.people.slice(0, 36)), lot(1, world.people)];
}

describe(`the snapshot of people and values (seed ${seed})`, { timeout: 120_000 }, () => {
	it("answers like the history, whatever was recorded since it was built", async () => {
		let told = 0;
		await fc.assert(
			fc.asyncProperty(fc.noBias(randomWorld), rules, fc.boolean(), async (world, rule, hasLater) => {
				const ctx = { ...(await createTestWorkspace({ timeZone: "Europe/Berlin" })), now: new Date() };
				const past = {
					...world,
					people: world.people.map((person) => ({
						...person,
						traits: person.traits.filter(({ validFrom }) => validFrom < ctx.now.getTime()),
					})),
				};
				const [first, second] = inTwo(past);
				await storeWorld(ctx, first);
				await rebuildSnapshot(ctx);
				if (hasLater) {
					// The clock of the changes must have moved on from the one the snapshot has read to.
					const known = new Set(first.people.map(({ uid }) => uid));
					const rows = rowsOf(second, ctx.workspace.number);
					for (const [table, all] of Object.entries(rows)) await insertRows(ctx.warehouse, table, all);
					await ctx.db.profile.createMany({
						data: second.people
							.filter(({ uid }) => !known.has(uid))
							.map(({ uid, createdAt }) => ({
								workspaceNumber: ctx.workspace.number,
								uid,
								rootUid: uid,
								isKnown: true,
								effectiveAt: new Date(createdAt),
							})),
					});
				}
				const scope = { ...(await scopeOf(ctx, new Date(), [rule])), hasMerges: true };
				expect(scope.snapshot).not.toBeNull();
				const [fromSnapshot] = await askPeople(ctx.warehouse, { rule, scope });
				const [fromHistory] = await askPeople(ctx.warehouse, { rule, scope: { ...scope, snapshot: null } });
				const sorted = (lists: number[][] = []) => lists.map((one) => one.toSorted((a, b) => a - b));
				expect(sorted(fromSnapshot?.nodes)).toEqual(sorted(fromHistory?.nodes));
				expect(sorted([fromSnapshot?.all ?? [], fromSnapshot?.known ?? []])).toEqual(
					sorted([fromHistory?.all ?? [], fromHistory?.known ?? []]),
				);
				told += fromHistory?.nodes.filter((people) => people.length > 1).length ?? 0;
			}),
			{ seed, numRuns: 6, endOnFailure: true },
		);
		expect(told).toBeGreaterThan(25);
	});
});
