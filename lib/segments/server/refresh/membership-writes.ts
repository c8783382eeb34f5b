import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { readColumns } from "@/lib/platform/warehouse/read-columns";
import { combineRule } from "@/lib/rules/compile/combine-rule";
import {
	bindPointers,
	type ServedPointer,
	servedMembershipsSql,
} from "@/lib/rules/compile/served-membership-sql";
import type { SegmentRule } from "@/lib/rules/rule";
import { type BuiltLeaves, readLeaves } from "@/lib/rules/server/build-leaves";
import type { Context } from "@/lib/workspaces/server/context";

/** One segment of a refresh. */
export type Build = {
	segmentId: string;
	version: number;
	rule: SegmentRule;
	/** What is served until then; null when nothing ever was. */
	before: ServedPointer | null;
	/** As of when that was. */
	beforeAsOf: Date | null;
	cause: "first" | "rule" | "data";
};

/** What of a segment a comparison with what is served needs. */
type Compared = Pick<Build, "segmentId" | "version" | "rule" | "before"> & Partial<Pick<Build, "cause">>;

/** A refresh of some segments as of one instant. Its rows of the log carry `servedAt`, and are served once Postgres says so. */
export type Refresh = { id: string; ws: number; asOf: Date; servedAt: Date; builds: readonly Build[] };

/** Rows (segment, people) of what is served of some segments; none for one that never was. */
function beforeSql(binder: SqlBinder, ws: number, builds: readonly Compared[]): string {
	return servedMembershipsSql(
		binder,
		ws,
		builds.flatMap(({ before }) => before ?? []),
	);
}

/** One person entering or leaving: `build` is the place of the segment. */
export type Change = { build: number; uid: number; change: "entered" | "exited" };

/**
 * Rows (segment, version, cause, uid, change) of who enters and who leaves some segments against what is served of them
 * now, with the statement's WITH clause.
 */
function changesSql(
	binder: SqlBinder,
	{ ws, builds }: Pick<Refresh, "ws"> & { builds: readonly Compared[] },
	leaves: BuiltLeaves,
): { withClause: string; sql: string } {
	const { withClause, peopleOf } = readLeaves(
		binder,
		leaves,
		builds.map(({ rule }) => rule),
	);
	const rows = builds.map(({ segmentId, version, rule, cause = "data" }) => {
		const key = [
			binder.bind(segmentId, "String"),
			binder.bind(version, "UInt32"),
			binder.bind(cause, "String"),
		];
		return `(${key.join(", ")}, ${combineRule(rule, peopleOf).matching})`;
	});
	const sql = `SELECT segment, version, cause, tupleElement(moved, 1) AS change, arrayJoin(bitmapToArray(tupleElement(moved, 2))) AS uid FROM (
		SELECT built.segment AS segment, version, cause,
			arrayJoin([('entered', bitmapAndnot(after, served.people)), ('exited', bitmapAndnot(served.people, after))]) AS moved
		FROM (SELECT tupleElement(row, 1) AS segment, tupleElement(row, 2) AS version, tupleElement(row, 3) AS cause, tupleElement(row, 4) AS after
			FROM (SELECT arrayJoin([${rows.join(",\n\t\t\t")}]) AS row)) AS built
		LEFT JOIN (${beforeSql(binder, ws, builds)}) AS served ON built.segment = served.segment
	)`;
	return { withClause, sql };
}

/** Who enters and who leaves some segments; null when those are more than `most`. Writes nothing. */
export async function readChanges(
	ctx: Context,
	compared: { ws: number; builds: readonly Compared[] },
	leaves: BuiltLeaves,
	most: number,
): Promise<Change[] | null> {
	const binder = new SqlBinder();
	const { withClause, sql } = changesSql(binder, compared, leaves);
	// Safe because the columns are selected in this order and with these types.
	const [segments = [], uids = [], changes = []] = (await readColumns(
		ctx.warehouse,
		"segments.read_changes",
		binder.finish(`${withClause} SELECT segment, uid, change FROM (${sql}) LIMIT ${most + 1}`),
	)) as [string[], number[], Change["change"][]];
	if (uids.length > most) return null;
	const places = new Map(compared.builds.map(({ segmentId }, place) => [segmentId, place]));
	return uids.map((uid, row): Change => {
		const build = places.get(segments[row] ?? "");
		if (build === undefined) throw new Error("A change of another segment");
		return { build, uid, change: changes[row] ?? "entered" };
	});
}

/** Writes who enters and who leaves against what is served now, to the log. No one sees the rows yet. */
export async function logChanges(ctx: Context, refresh: Refresh, leaves: BuiltLeaves): Promise<void> {
	const binder = new SqlBinder();
	const { withClause, sql } = changesSql(binder, refresh, leaves);
	await runSql(
		ctx.warehouse,
		"segments.log_changes",
		binder.finish(`INSERT INTO membership_change (ws, segment, version, uid, change, effective_at, served_at, cause)
${withClause}
SELECT ${binder.bind(refresh.ws, "UInt32")}, segment, version, uid, change, ${binder.bindInstant(refresh.asOf)}, ${binder.bindInstant(refresh.servedAt)}, cause
FROM (${sql})`),
	);
}

/** Writes a refresh's people as new bases: what was served, with the refresh's rows of the log. */
export async function writeBases(ctx: Context, refresh: Refresh): Promise<void> {
	const binder = new SqlBinder();
	const { ws, builds, servedAt } = refresh;
	const pointers = builds.map(({ segmentId, version }) => ({ segmentId, version, servedAt }));
	const wanted = bindPointers(binder, pointers);
	const bound = binder.bind(ws, "UInt32");
	const segments = binder.bind(
		builds.map(({ segmentId }) => segmentId),
		"Array(String)",
	);
	const sql = `INSERT INTO membership (ws, segment, version, as_of, served_at, people)
SELECT ${bound}, wanted.segment, wanted.version, ${binder.bindInstant(refresh.asOf)}, ${binder.bindInstant(servedAt)},
	bitmapOr(bitmapAndnot(served.people, exited), entered)
FROM ${wanted} AS wanted
LEFT JOIN (${beforeSql(binder, ws, builds)}) AS served ON wanted.segment = served.segment
LEFT JOIN (SELECT segment, groupBitmapStateIf(uid, change = 'entered') AS entered, groupBitmapStateIf(uid, change = 'exited') AS exited
	FROM membership_change WHERE ws = ${bound} AND segment IN (${segments}) AND served_at = ${binder.bindInstant(servedAt)}
	GROUP BY segment) AS logged ON wanted.segment = logged.segment`;
	await runSql(ctx.warehouse, "segments.write_bases", binder.finish(sql), {
		settings: { insert_deduplication_token: `${refresh.id}-bases` },
	});
}

const count = z.coerce.number();
export type BuildCounts = { total: number; known: number; entered: number; exited: number };

const countBases = defineQuery({
	name: "segments.count_bases",
	row: z.object({ segment: z.string(), total: count, known: count, entered: count, exited: count }),
	build: ({ refresh, leaves }: { refresh: Refresh; leaves: BuiltLeaves }) => {
		const binder = new SqlBinder();
		const { ws, builds, servedAt } = refresh;
		const { withClause } = readLeaves(binder, leaves, []);
		const bound = binder.bind(ws, "UInt32");
		const at = binder.bindInstant(servedAt);
		const segments = binder.bind(
			builds.map(({ segmentId }) => segmentId),
			"Array(String)",
		);
		return binder.finish(`${withClause}
SELECT base.segment AS segment, bitmapCardinality(people) AS total, bitmapAndCardinality(people, known_once) AS known, entered, exited
FROM (SELECT segment, any(people) AS people FROM membership WHERE ws = ${bound} AND segment IN (${segments}) AND served_at = ${at} GROUP BY segment) AS base
LEFT JOIN (SELECT segment, countIf(change = 'entered') AS entered, countIf(change = 'exited') AS exited FROM membership_change
	WHERE ws = ${bound} AND segment IN (${segments}) AND served_at = ${at} GROUP BY segment) AS logged ON base.segment = logged.segment`);
	},
});

/** Sizes of the new bases, and how many this refresh moved, by segment. */
export async function countBuilt(
	ctx: Context,
	refresh: Refresh,
	leaves: BuiltLeaves,
): Promise<Map<string, BuildCounts>> {
	const rows = await countBases(ctx.warehouse, { refresh, leaves });
	return new Map(rows.map(({ segment, ...counts }) => [segment, counts]));
}
