import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { longestLifeMs } from "@/lib/profiles/server/read-snapshot";
import { knownSql, universeSql } from "@/lib/profiles/universe-sql";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Rows become visible a moment after the instant they carry; what was recorded shortly before counts as changed. */
const overlapMs = 15_000;
const fewestRows = 50_000;

const count = z.coerce.number();
const countRows = defineQuery({
	name: "profiles.count_for_snapshot",
	row: z.object({ rows: count, ahead: count, changed: count }),
	build: ({ ws, asOf, readTo }: { ws: number; asOf: Date; readTo: Date }) => {
		const binder = new SqlBinder();
		const bound = binder.bind(ws, "UInt32");
		const at = binder.bindInstant(asOf);
		// Rows valid between asOf and now would be in neither the snapshot nor the changes since.
		return binder.finish(`SELECT
			(SELECT count() FROM trait_history WHERE ws = ${bound}) AS rows,
			(SELECT count() FROM trait_history WHERE ws = ${bound} AND valid_from > ${at} AND valid_from <= now64(3))
				+ (SELECT count() FROM profile_change WHERE ws = ${bound} AND effective_at > ${at} AND effective_at <= now64(3)) AS ahead,
			(SELECT uniq(uid) FROM person_change WHERE ws = ${bound} AND kind IN ('trait', 'profile') AND at > ${binder.bindInstant(readTo)}) AS changed`);
	},
});

/** Rebuilds the snapshot when it pays: many rows, and one in twenty of them changed since, or a build that grows old. */
export async function keepSnapshot(ctx: Context): Promise<boolean> {
	const { number: ws } = ctx.workspace;
	const stored = await ctx.db.profileSnapshot.findUnique({ where: { workspaceNumber: ws } });
	const readTo = stored?.readTo ?? new Date(0);
	const [counts] = await countRows(ctx.warehouse, { ws, asOf: ctx.now, readTo });
	if (!counts || counts.rows < fewestRows || counts.ahead > 0) return false;
	const isOld = Date.now() - readTo.getTime() > longestLifeMs / 2;
	if (!isOld && counts.changed * 20 < counts.rows) return false;
	await rebuildSnapshot(ctx);
	return true;
}

/** Builds the snapshot of people and trait values as of now, beside the one in use, and then switches. */
export async function rebuildSnapshot(ctx: Context): Promise<{ build: number; traitRows: number }> {
	allow(ctx, "segments.write");
	const { number: ws } = ctx.workspace;
	await settleOutbox(ctx.db, ctx.warehouse);
	const readTo = new Date(Date.now() - overlapMs);
	const [counts] = await countRows(ctx.warehouse, { ws, asOf: ctx.now, readTo });
	if (!counts) throw new Error("The warehouse gave no counts");
	if (counts.ahead > 0) {
		throw new AppError("precondition", "A snapshot is taken as of now: later values are known already.");
	}
	const before = await ctx.db.profileSnapshot.findUnique({ where: { workspaceNumber: ws } });
	const build = (before?.build ?? 0) + 1;
	await dropBuilds(ctx, (other) => other > (before?.build ?? 0));
	const scope = { ws, asOf: ctx.now, hasMerges: await hasMerges(ctx) };
	const people = new SqlBinder();
	await runSql(
		ctx.warehouse,
		"profiles.snapshot_people",
		people.finish(`INSERT INTO people_snapshot (ws, build, everyone, known)
			SELECT ${people.bind(ws, "UInt32")}, ${people.bind(build, "UInt32")}, ${universeSql(people, scope)}, ${knownSql(people, scope)}`),
	);
	for (const { name } of await ctx.db.traitDefinition.findMany({ where: { workspaceNumber: ws } })) {
		await snapshotTrait(ctx, build, name, scope);
	}
	const indexedTraits = await indexValues(ctx, build);
	const row = { build, asOf: ctx.now, readTo, indexedTraits, traitRows: counts.rows, builtAt: new Date() };
	await ctx.db.profileSnapshot.upsert({
		where: { workspaceNumber: ws },
		create: { workspaceNumber: ws, ...row },
		update: row,
	});
	// Questions under way may still read the last build; those before it nobody does.
	await dropBuilds(ctx, (other) => other < build - 1);
	return { build, traitRows: counts.rows };
}

/** One trait at a time, so that memory is bounded by the people who have it. */
async function snapshotTrait(
	ctx: Context,
	build: number,
	trait: string,
	scope: { ws: number; asOf: Date; hasMerges: boolean },
): Promise<void> {
	const binder = new SqlBinder();
	const root = rootExpressionSql(binder, scope);
	const ws = binder.bind(scope.ws, "UInt32");
	const name = binder.bind(trait, "String");
	const sql = `INSERT INTO trait_snapshot (ws, build, trait, uid, type, string_value, number_value, list_value)
SELECT ${ws}, ${binder.bind(build, "UInt32")}, ${name}, person, toString(held.1), held.2, held.3, held.4 FROM (
	SELECT person, argMax((newest.4, newest.5, newest.6, newest.7), priority) AS held FROM (
		SELECT toUInt32(${root}) AS person, priority,
			max((valid_from, recorded_at, seq, type, string_value, number_value, list_value)) AS newest
		FROM trait_history WHERE ws = ${ws} AND trait = ${name} AND valid_from <= ${binder.bindInstant(scope.asOf)}
		GROUP BY person, priority HAVING newest.4 != 'unset'
	) GROUP BY person)`;
	await runSql(ctx.warehouse, "profiles.snapshot_trait", binder.finish(sql));
}

/** A trait with more values than this is searched person by person. */
const mostValues = 1_000;

const findFewValued = defineQuery({
	name: "profiles.few_valued_traits",
	row: z.object({ trait: z.string() }),
	build: ({ ws, build }: { ws: number; build: number }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT trait FROM trait_snapshot
			WHERE ws = ${binder.bind(ws, "UInt32")} AND build = ${binder.bind(build, "UInt32")}
			GROUP BY trait HAVING uniqExact(type, string_value, number_value) <= ${mostValues} AND countIf(type = 'list') = 0`);
	},
});

/** Keeps the people of each value, of traits that have few. Answers which those are. */
async function indexValues(ctx: Context, build: number): Promise<string[]> {
	const ws = ctx.workspace.number;
	const found = await findFewValued(ctx.warehouse, { ws, build });
	const traits = found.map(({ trait }) => trait);
	if (traits.length === 0) return [];
	const binder = new SqlBinder();
	await runSql(
		ctx.warehouse,
		"profiles.index_values",
		binder.finish(`INSERT INTO trait_value (ws, build, trait, type, string_value, number_value, people)
			SELECT ws, build, trait, type, string_value, number_value, groupBitmapState(uid) FROM trait_snapshot
			WHERE ws = ${binder.bind(ws, "UInt32")} AND build = ${binder.bind(build, "UInt32")} AND trait IN (${binder.bind(traits, "Array(String)")})
			GROUP BY ws, build, trait, type, string_value, number_value`),
	);
	return traits;
}

const readBuilds = defineQuery({
	name: "profiles.snapshot_builds",
	row: z.object({ name: z.string(), build: z.number() }),
	build: ({ ws }: { ws: number }) => {
		const binder = new SqlBinder();
		const of = (name: string) =>
			`SELECT DISTINCT '${name}' AS name, build FROM ${name} WHERE ws = ${binder.bind(ws, "UInt32")}`;
		return binder.finish(["trait_snapshot", "trait_value", "people_snapshot"].map(of).join(" UNION ALL "));
	},
});

async function dropBuilds(ctx: Context, isOver: (build: number) => boolean): Promise<void> {
	const { number: ws } = ctx.workspace;
	for (const { name, build } of await readBuilds(ctx.warehouse, { ws })) {
		if (!isOver(build)) continue;
		// Safe because both numbers come from our own columns: a partition cannot be bound.
		await runSql(ctx.warehouse, "profiles.drop_snapshot", {
			sql: `ALTER TABLE ${name} DROP PARTITION (${Math.trunc(ws)}, ${Math.trunc(build)})`,
			params: {},
		});
	}
}
