import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { formatInstant, SqlBinder } from "@/lib/kernel/sql-binder";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { defineQuery, insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import { rebuildSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import type { Snapshot } from "@/lib/profiles/snapshot";
import { valueTypes } from "@/lib/rules/catalog";
import { compileRule } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import type { SegmentRule } from "@/lib/rules/rule";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { randomTraitLeaf } from "@/lib/rules/testing/random-rule";
import { storeWorld } from "@/lib/rules/testing/store-world";
import { randomWorld, type World } from "@/lib/rules/testing/world";
import { rowsOf } from "@/lib/rules/testing/world-rows";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const seed = testSeed;
const list = z.array(z.number());

const queryPeople = defineQuery({
	name: "segments.test_snapshot",
	row: z.object({ all: list, known: list, nodes: z.array(list) }),
	build: ({ rule, scope }: { rule: SegmentRule; scope: CompileScope }) => {
		const binder = new SqlBinder();
		const { withClause, nodes } = compileRule(rule, scope, binder);
		return binder.finish(`${withClause} SELECT bitmapToArray(everyone) AS all, bitmapToArray(known_once) AS known,
			[${nodes.map(({ people }) => `bitmapToArray(${people})`).join(", ")}] AS nodes`);
	},
});

const countBuild = defineQuery({
	name: "segments.test_count_build",
	row: z.object({ rows: z.coerce.number() }),
	build: ({ ws, build }: { ws: number; build: number }) => {
		const binder = new SqlBinder();
		return binder.finish(
			`SELECT count() AS rows FROM trait_snapshot WHERE ws = ${binder.bind(ws, "UInt32")} AND build = ${binder.bind(build, "UInt32")}`,
		);
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

/** As if all of it had been recorded days ago: nothing counts as changed since. */
async function forgetChanges(ctx: Context): Promise<void> {
	await runSql(ctx.warehouse, "segments.test_forget", {
		sql: "DELETE FROM person_change WHERE ws = {ws:UInt32}",
		params: { ws: ctx.workspace.number },
	});
}

/** The rows of a world in as many inserts, so that a build sees some of them and not others. */
async function write(ctx: Context, world: World, inserts: number): Promise<void> {
	const rows = Object.entries(rowsOf(world, ctx.workspace.number));
	for (let at = 0; at < inserts; at++) {
		for (const [table, all] of rows) {
			const some = all.filter((_, index) => index % inserts === at);
			await insertRows(ctx.warehouse, table, some);
		}
	}
}

async function addProfiles(ctx: Context, world: World): Promise<void> {
	const data = world.people.map(({ uid, createdAt }) => ({
		workspaceNumber: ctx.workspace.number,
		uid,
		rootUid: uid,
		isKnown: true,
		effectiveAt: new Date(createdAt),
	}));
	await ctx.db.profile.createMany({ data, skipDuplicates: true });
}

const sorted = (lists: number[][] = []) => lists.map((one) => one.toSorted((a, b) => a - b));

describe(`the snapshot of people and values (seed ${seed})`, { timeout: 240_000 }, () => {
	it("answers like the history, whatever was recorded after it was built or while it was being built", async () => {
		let checked = 0;
		let isTelling = false;
		let runs = 0;
		await fc.assert(
			fc.asyncProperty(fc.noBias(randomWorld), rules, async (world, rule) => {
				const ctx = await createTestWorkspace({ timeZone: "Europe/Berlin" });
				const now = Date.now();
				const past = {
					...world,
					people: world.people.map((person) => ({
						...person,
						traits: person.traits.filter(({ validFrom }) => validFrom < now),
					})),
				};
				const [first, second] = inTwo(past);
				// Some values become valid while it is built, some only afterwards.
				const due = second.people.map((person) => ({
					...person,
					traits: person.traits.map((row, index) =>
						index % 4 === 0 ? { ...row, validFrom: now + ((index * 137) % 700), recordedAt: now } : row,
					),
				}));
				const later = { ...second, people: due };
				await storeWorld(ctx, first);
				await forgetChanges(ctx);
				if (runs++ % 2 === 0) {
					await Promise.all([rebuildSnapshot(ctx), write(ctx, later, 5)]);
				} else {
					await rebuildSnapshot(ctx);
					await write(ctx, later, 1);
				}
				await addProfiles(ctx, second);
				const asOf = new Date(Math.max(Date.now(), now + 700));
				const scope = { ...(await scopeOf(ctx, asOf, [rule])), hasMerges: true };
				expect(scope.snapshot).not.toBeNull();
				const [fromSnapshot] = await queryPeople(ctx.warehouse, { rule, scope });
				const [fromHistory] = await queryPeople(ctx.warehouse, { rule, scope: { ...scope, snapshot: null } });
				expect(sorted(fromSnapshot?.nodes)).toEqual(sorted(fromHistory?.nodes));
				expect(sorted([fromSnapshot?.all ?? [], fromSnapshot?.known ?? []])).toEqual(
					sorted([fromHistory?.all ?? [], fromHistory?.known ?? []]),
				);
				checked += fromHistory?.nodes.filter((people) => people.length > 1).length ?? 0;
				// Without the changes since, the answer differs: this proves that the build itself is read.
				const blind = {
					...scope.snapshot,
					changedTraits: new Set<string>(),
					hasNewPeople: false,
					hasMerged: false,
				};
				const [stale] = await queryPeople(ctx.warehouse, {
					rule,
					scope: { ...scope, snapshot: blind as Snapshot },
				});
				isTelling ||= JSON.stringify(sorted(stale?.nodes)) !== JSON.stringify(sorted(fromHistory?.nodes));
			}),
			{ seed, numRuns: 5, endOnFailure: true },
		);
		expect(checked).toBeGreaterThan(15);
		expect(isTelling).toBe(true);
	});

	it("is built although values of the future are known, and by one of two who build at once", async () => {
		const ctx = await createTestWorkspace();
		await ctx.db.traitDefinition.create({
			data: { workspaceNumber: ctx.workspace.number, name: "plan", type: "string" },
		});
		const row = {
			ws: ctx.workspace.number,
			trait: "plan",
			type: "string",
			string_value: "pro",
			number_value: 0,
			list_value: [],
			priority: 1,
			source: "test",
			recorded_at: formatInstant(Date.now()),
		};
		const rows = [1, 2].map((uid) => ({
			...row,
			uid,
			valid_from: formatInstant(Date.now() + (uid === 1 ? -1000 : 3_600_000)),
		}));
		await insertRows(ctx.warehouse, "trait_history", rows);
		const built = await Promise.all([rebuildSnapshot(ctx), rebuildSnapshot(ctx), rebuildSnapshot(ctx)]);
		expect(new Set(built.map(({ build }) => build)).size).toBe(3);
		const stored = await ctx.db.profileSnapshot.findUniqueOrThrow({
			where: { workspaceNumber: ctx.workspace.number },
		});
		expect(stored).toMatchObject({ build: 3, buildingSince: null });
		const [kept] = await countBuild(ctx.warehouse, { ws: ctx.workspace.number, build: stored.build });
		expect(kept).toEqual({ rows: 1 });
	});
});
