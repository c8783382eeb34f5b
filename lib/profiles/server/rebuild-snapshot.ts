import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { longestLifeMs } from "@/lib/profiles/server/read-snapshot";
import {
	abandonBuild,
	forgetErased,
	readToOf,
	switchTo,
	takeBuild,
} from "@/lib/profiles/server/snapshot-builds";
import { waitForAcknowledged } from "@/lib/profiles/server/wait-for-acknowledged";
import { peopleAliases } from "@/lib/profiles/universe-sql";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** With fewer values the history is fast enough. */
const minRows = 50_000;
/** A query may keep reading the previous build for at least this long. */
const minLifeMs = 5 * 60_000;
/** A build unfinished for this long is dead. */
const maxBuildMs = 15 * 60_000;

export type SnapshotOptions = {
	/** Values valid at this instant; the present if absent. Whatever is valid later is read as changes since. */
	asOf?: Date;
};

const count = z.coerce.number();
const countRows = defineQuery({
	name: "profiles.count_for_snapshot",
	row: z.object({ rows: count, changed: count }),
	build: ({ ws, readTo }: { ws: number; readTo: Date }) => {
		const binder = new SqlBinder();
		const bound = binder.bind(ws, "UInt32");
		return binder.finish(`SELECT
			(SELECT count() FROM trait_history WHERE ws = ${bound}) AS rows,
			(SELECT uniq(uid) FROM person_change WHERE ws = ${bound} AND kind IN ('trait', 'profile') AND at > ${binder.bindInstant(readTo)}) AS changed`);
	},
});

/**
 * Rebuilds the snapshot when it pays: many rows, and one in twenty of them changed since, or an aging build.
 * Returns whether it did; while another process builds one, no one else does.
 */
export async function keepSnapshot(ctx: Context, options: SnapshotOptions = {}): Promise<boolean> {
	const { number: ws } = ctx.workspace;
	const stored = await ctx.db.profileSnapshot.findUnique({ where: { workspaceNumber: ws } });
	const now = Date.now();
	if (stored?.buildingSince && now - stored.buildingSince.getTime() < maxBuildMs) return false;
	if (stored && now - stored.builtAt.getTime() < minLifeMs) return false;
	const readTo = stored?.readTo ?? new Date(0);
	const [counts] = await countRows(ctx.warehouse, { ws, readTo });
	if (!counts || counts.rows < minRows) return false;
	const isOld = now - readTo.getTime() > longestLifeMs / 2;
	if (!isOld && counts.changed * 20 < counts.rows) return false;
	await rebuildSnapshot(ctx, options);
	return true;
}

/**
 * Builds a snapshot of people and trait values beside the one in use, and then switches. Writes continue
 * meanwhile: whatever becomes known or valid after `readTo` is read from the history. Of two concurrent
 * builds the one that began last is kept.
 */
export async function rebuildSnapshot(
	ctx: Context,
	options: SnapshotOptions = {},
): Promise<{ build: number; traitRows: number }> {
	allow(ctx, "segments.write");
	// Better in the build than among the changes since, where what is late goes.
	await waitForAcknowledged(ctx);
	const asOf = options.asOf ?? new Date();
	const readTo = await readToOf(ctx, asOf);
	const build = await takeBuild(ctx);
	try {
		return { build, traitRows: await fillBuild(ctx, build, asOf, readTo) };
	} catch (error) {
		await abandonBuild(ctx, build);
		throw error;
	}
}

async function fillBuild(ctx: Context, build: number, asOf: Date, readTo: Date): Promise<number> {
	const { number: ws } = ctx.workspace;
	const startedAt = new Date();
	const scope = { ws, asOf, hasMerges: await hasMerges(ctx) };
	const people = new SqlBinder();
	await runSql(
		ctx.warehouse,
		"profiles.snapshot_people",
		people.finish(`INSERT INTO snapshot_set (ws, build, trait, type, string_value, number_value, people)
			WITH ${peopleAliases(people, scope).join(", ")}
			SELECT ${people.bind(ws, "UInt32")}, ${people.bind(build, "UInt32")}, '', 'string', tupleElement(one, 1), 0, tupleElement(one, 2)
			FROM (SELECT arrayJoin([('everyone', everyone), ('known', known_once)]) AS one)`),
	);
	for (const { name } of await ctx.db.traitDefinition.findMany({ where: { workspaceNumber: ws } })) {
		await snapshotTrait(ctx, build, name, scope);
	}
	const indexedTraits = await indexValues(ctx, build);
	await forgetErased(ctx, build, startedAt);
	const [counts] = await countRows(ctx.warehouse, { ws, readTo });
	const traitRows = counts?.rows ?? 0;
	await switchTo(ctx, { build, asOf, readTo, indexedTraits, traitRows });
	return traitRows;
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
const maxValues = 1_000;

const findFewValued = defineQuery({
	name: "profiles.few_valued_traits",
	row: z.object({ trait: z.string() }),
	build: ({ ws, build }: { ws: number; build: number }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT trait FROM trait_snapshot
			WHERE ws = ${binder.bind(ws, "UInt32")} AND build = ${binder.bind(build, "UInt32")}
			GROUP BY trait HAVING uniqExact(type, string_value, number_value) <= ${maxValues} AND countIf(type = 'list') = 0`);
	},
});

/** Keeps the people of each value, for traits with few values. Returns those traits. */
async function indexValues(ctx: Context, build: number): Promise<string[]> {
	const ws = ctx.workspace.number;
	const found = await findFewValued(ctx.warehouse, { ws, build });
	const traits = found.map(({ trait }) => trait);
	if (traits.length === 0) return [];
	const binder = new SqlBinder();
	await runSql(
		ctx.warehouse,
		"profiles.index_values",
		binder.finish(`INSERT INTO snapshot_set (ws, build, trait, type, string_value, number_value, people)
			SELECT ws, build, trait, type, string_value, number_value, groupBitmapState(uid) FROM trait_snapshot
			WHERE ws = ${binder.bind(ws, "UInt32")} AND build = ${binder.bind(build, "UInt32")} AND trait IN (${binder.bind(traits, "Array(String)")})
			GROUP BY ws, build, trait, type, string_value, number_value`),
	);
	return traits;
}
