import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { rememberOfObject } from "@/lib/kernel/remember-of-object";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, type QueryOptions, runSql } from "@/lib/platform/warehouse/define-query";
import { knownSql, universeSql } from "@/lib/profiles/universe-sql";
import { compileLeaf } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { compileSharedLeaves, groupLeaves, type KeyedLeaf } from "@/lib/rules/compile/compile-shared-leaves";
import { splitLeaves } from "@/lib/rules/compile/split-leaves";
import { leafKey } from "@/lib/rules/leaf-key";
import { leavesOf } from "@/lib/rules/needs";
import type { RuleLeaf, SegmentRule } from "@/lib/rules/rule";
import type { Context } from "@/lib/workspaces/server/context";

/** Conditions of some rules whose people are in the cache, including everyone and the known people. */
export type BuiltLeaves = {
	scope: CompileScope;
	keys: readonly string[];
	keyOf: (leaf: RuleLeaf) => string;
	everyoneKey: string;
	knownKey: string;
};

const findCached = defineQuery({
	name: "segments.find_cached_leaves",
	row: z.object({ leaf: z.string() }),
	build: ({ ws, keys }: { ws: number; keys: readonly string[] }) => {
		const binder = new SqlBinder();
		return binder.finish(
			`SELECT leaf FROM leaf_cache WHERE ws = ${binder.bind(ws, "UInt32")} AND leaf IN (${binder.bind(keys, "Array(String)")})`,
		);
	},
});

/**
 * Computes the people of every distinct condition of some rules, as of the scope's instant, and keeps them in
 * the warehouse's leaf cache; those already there are not queried again. `generation` says how fresh
 * knowledge must be: the same word finds the same people.
 */
export async function buildLeaves(
	ctx: Context,
	rules: readonly SegmentRule[],
	scope: CompileScope,
	generation: string,
	options: QueryOptions = {},
	known?: KnownLeaves,
): Promise<BuiltLeaves> {
	const keyOf = rememberOfObject((leaf: RuleLeaf) => leafKey(leaf, scope, generation));
	const leaves = new Map<string, RuleLeaf>();
	for (const rule of rules) for (const leaf of leavesOf(rule)) leaves.set(keyOf(leaf), leaf);
	const everyoneKey = keyOf({ kind: "everyone", field: "everyone", operator: "equals", value: true });
	const knownKey = `${everyoneKey}-known`;
	leaves.delete(everyoneKey);
	const keys = [everyoneKey, knownKey, ...leaves.keys()];
	const remembered = known?.of(scope.ws, keys);
	// Everything in an ongoing session is remembered; what is not was never queried.
	const cached = remembered?.has(everyoneKey)
		? remembered
		: new Set((await findCached(ctx.warehouse, { ws: scope.ws, keys }, options)).map(({ leaf }) => leaf));
	if (!cached.has(everyoneKey) || !cached.has(knownKey)) {
		const binder = new SqlBinder();
		await store(
			ctx,
			binder,
			scope.ws,
			[one(binder, everyoneKey, universeSql(binder, scope)), one(binder, knownKey, knownSql(binder, scope))],
			options,
		);
	}
	const missing = [...leaves]
		.filter(([key]) => !cached.has(key))
		.map(([key, leaf]): KeyedLeaf => ({ key, leaf }));
	const { shared, single } = groupLeaves(missing, scope);
	for (const group of shared) {
		const binder = new SqlBinder();
		const everyone = cachedPeople(binder, scope.ws, everyoneKey);
		await store(
			ctx,
			binder,
			scope.ws,
			[`WITH ${everyone} AS everyone ${compileSharedLeaves(group, binder, scope)}`],
			options,
		);
	}
	for (const batch of splitLeaves(single, maxPerStatement)) {
		const binder = new SqlBinder();
		const everyone = cachedPeople(binder, scope.ws, everyoneKey);
		const parts = batch.map(({ key, leaf }) => one(binder, key, compileLeaf(leaf, binder, scope), everyone));
		await store(ctx, binder, scope.ws, parts, options);
	}
	known?.add(scope.ws, keys);
	return { scope, keys, keyOf, everyoneKey, knownKey };
}

/** Conditions that this process has seen in the cache. They may have given way to others since. */
class KnownLeaves {
	readonly #keys = new Set<string>();

	of(ws: number, keys: readonly string[]): Set<string> {
		return new Set(keys.filter((key) => this.#keys.has(`${ws} ${key}`)));
	}

	add(ws: number, keys: readonly string[]): void {
		if (this.#keys.size > maxKnown) this.#keys.clear();
		for (const key of keys) this.#keys.add(`${ws} ${key}`);
	}

	forget(): void {
		this.#keys.clear();
	}
}

const maxKnown = 20_000;
const knownLeaves = new KnownLeaves();

/**
 * Queries conditions in the cache without looking for those that this process has seen there. When one is
 * gone the query fails; then all are looked for, and it runs once more.
 */
export async function queryBuiltLeaves<Answer>(
	ctx: Context,
	rules: readonly SegmentRule[],
	scope: CompileScope,
	generation: string,
	options: QueryOptions,
	ask: (built: BuiltLeaves) => Promise<Answer>,
): Promise<Answer> {
	try {
		return await ask(await buildLeaves(ctx, rules, scope, generation, options, knownLeaves));
	} catch (error) {
		if (!(error instanceof AppError && error.retryable)) throw error;
		knownLeaves.forget();
		return await ask(await buildLeaves(ctx, rules, scope, generation, options, knownLeaves));
	}
}

const maxPerStatement = 12;

function one(binder: SqlBinder, key: string, people: string, everyone?: string): string {
	const name = binder.bind(key, "String");
	return `${everyone ? `WITH ${everyone} AS everyone ` : ""}SELECT ${name} AS leaf, ${people} AS people`;
}

async function store(
	ctx: Context,
	binder: SqlBinder,
	ws: number,
	parts: string[],
	options: QueryOptions,
): Promise<void> {
	const rows = parts.map((part) => `SELECT leaf, people FROM (${part})`).join("\nUNION ALL\n");
	const sql = `INSERT INTO leaf_cache (ws, leaf, people) SELECT ${binder.bind(ws, "UInt32")}, leaf, people FROM (${rows})`;
	await runSql(ctx.warehouse, "segments.build_leaves", binder.finish(sql), options);
}

/** The people of one cached condition; the query fails when they are gone. */
function cachedPeople(binder: SqlBinder, ws: number, key: string): string {
	return `(SELECT groupBitmapMergeState(people) FROM leaf_cache WHERE ws = ${binder.bind(ws, "UInt32")} AND leaf = ${binder.bind(key, "String")}
	HAVING throwIf(count() = 0, 'A condition is no longer in the cache') = 0)`;
}

/** The engine copies a subquery to every use of its alias, of which a large rule has many. */
const maxAtOnce = 12;

/**
 * Aliases for a statement that combines cached conditions: `everyone`, `known_once`, and `people(leaf)` for any leaf of
 * the rules. Few conditions are one read of the cache; the query fails when one is gone.
 */
export function readLeaves(
	binder: SqlBinder,
	built: BuiltLeaves,
	rules: readonly SegmentRule[],
): { withClause: string; peopleOf: (leaf: RuleLeaf) => string } {
	const keys = [built.everyoneKey, built.knownKey, ...new Set(rules.flatMap(leavesOf).map(built.keyOf))];
	const distinct = [...new Set(keys)];
	const ws = binder.bind(built.scope.ws, "UInt32");
	const reads: string[] = [];
	const places = new Map<string, string>();
	for (let from = 0; from < distinct.length; from += maxAtOnce) {
		const read = distinct.slice(from, from + maxAtOnce);
		const name = `leaves_${reads.length}`;
		const bound = binder.bind(read, "Array(String)");
		const states = read.map((_, index) => `groupBitmapMergeStateIf(people, leaf = ${bound}[${index + 1}])`);
		for (const [index, key] of read.entries()) places.set(key, `tupleElement(${name}, ${index + 1})`);
		reads.push(`(SELECT tuple(${states.join(", ")}) FROM leaf_cache WHERE ws = ${ws} AND leaf IN (${bound})
	HAVING throwIf(uniqExact(leaf) != ${read.length}, 'A condition is no longer in the cache') = 0) AS ${name}`);
	}
	const at = (key: string): string => {
		const place = places.get(key);
		if (place === undefined) throw new Error("A condition that is not among those of the rules");
		return place;
	};
	const withClause = `WITH ${reads.join(",\n\t")},
	${at(built.everyoneKey)} AS everyone, ${at(built.knownKey)} AS known_once`;
	return { withClause, peopleOf: (leaf) => at(built.keyOf(leaf)) };
}
