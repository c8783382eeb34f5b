import { z } from "zod";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { knownSql } from "@/lib/profiles/universe-sql";
import { compileRule } from "@/lib/segments/compile-rule";
import type { CompileScope } from "@/lib/segments/compile-scope";
import type { SegmentRule } from "@/lib/segments/rule";
import { servedMembershipSql } from "@/lib/segments/served-membership-sql";
import type { Context } from "@/lib/workspaces/server/context";

/** One build of one version. Until it is served, its people stand under the refresh's own id. */
export type Build = {
	ws: number;
	segmentId: string;
	version: number;
	refresh: { id: string; asOf: Date; startedAt: Date };
};

const count = z.coerce.number();
const emptyBitmap = "bitmapBuild(emptyArrayUInt32())";

function staged(binder: SqlBinder, { ws, version, refresh }: Build): string {
	return servedMembershipSql(binder, { ws, segmentId: refresh.id, version });
}

const isStaged = defineQuery({
	name: "segments.is_staged",
	row: z.object({ rows: count }),
	build: ({ ws, refresh }: Build) => {
		const binder = new SqlBinder();
		return binder.finish(
			`SELECT count() AS rows FROM membership WHERE ws = ${binder.bind(ws, "UInt32")} AND segment = ${binder.bind(refresh.id, "String")}`,
		);
	},
});

/** Computes the people and puts them beside the served ones; done once for each refresh. */
export async function stageMembership(
	ctx: Context,
	build: Build,
	rule: SegmentRule,
	scope: CompileScope,
): Promise<void> {
	const [found] = await isStaged(ctx.warehouse, build);
	if (found && found.rows > 0) return;
	const binder = new SqlBinder();
	const { withClause, matching } = compileRule(rule, scope, binder);
	await runSql(
		ctx.warehouse,
		"segments.stage_membership",
		binder.finish(`INSERT INTO membership (ws, segment, version, as_of, served_at, people)
${withClause}
SELECT ${membershipKey(binder, build, build.refresh.id)}, ${matching} AS people`),
		{ settings: { insert_deduplication_token: `${build.refresh.id}-staged` } },
	);
}

/** Writes who enters and who leaves against what is served now. A second time changes nothing. */
export async function logChanges(
	ctx: Context,
	build: Build,
	servedVersion: number | null,
	cause: string,
): Promise<void> {
	const binder = new SqlBinder();
	const { ws, segmentId, version, refresh } = build;
	const after = staged(binder, build);
	const before =
		servedVersion === null
			? emptyBitmap
			: servedMembershipSql(binder, { ws, segmentId, version: servedVersion });
	const sql = `INSERT INTO membership_change (ws, segment, version, uid, change, effective_at, served_at, cause)
WITH ${after} AS after, ${before} AS before
SELECT ${binder.bind(ws, "UInt32")}, ${binder.bind(segmentId, "String")}, ${binder.bind(version, "UInt32")}, uid, change,
	${binder.bindInstant(refresh.asOf)}, ${binder.bindInstant(refresh.startedAt)}, ${binder.bind(cause, "String")}
FROM (
	SELECT arrayJoin(bitmapToArray(bitmapAndnot(after, before))) AS uid, 'entered' AS change
	UNION ALL
	SELECT arrayJoin(bitmapToArray(bitmapAndnot(before, after))) AS uid, 'exited' AS change
) ORDER BY change, uid`;
	await runSql(ctx.warehouse, "segments.log_changes", binder.finish(sql), {
		settings: { insert_deduplication_token: `${refresh.id}-changes`, max_threads: 1 },
	});
}

/** The switch within a version: from here on readers see the new people. */
export async function serveStaged(ctx: Context, build: Build): Promise<void> {
	const binder = new SqlBinder();
	const people = staged(binder, build);
	const sql = `INSERT INTO membership (ws, segment, version, as_of, served_at, people)
SELECT ${membershipKey(binder, build, build.segmentId)}, ${people} AS people`;
	await runSql(ctx.warehouse, "segments.serve_membership", binder.finish(sql), {
		settings: { insert_deduplication_token: `${build.refresh.id}-served` },
	});
}

function membershipKey(binder: SqlBinder, { ws, version, refresh }: Build, segment: string): string {
	return [
		binder.bind(ws, "UInt32"),
		binder.bind(segment, "String"),
		binder.bind(version, "UInt32"),
		binder.bindInstant(refresh.asOf),
		binder.bindInstant(refresh.startedAt),
	].join(", ");
}

const countBuild = defineQuery({
	name: "segments.count_served",
	row: z.object({ total: count, known: count, entered: count, exited: count }),
	build: ({ build, scope }: { build: Build; scope: CompileScope }): BoundSql => {
		const binder = new SqlBinder();
		const people = servedMembershipSql(binder, build);
		const known = knownSql(binder, scope);
		const changes = `SELECT countIf(change = 'entered'), countIf(change = 'exited') FROM membership_change
	WHERE ws = ${binder.bind(build.ws, "UInt32")} AND segment = ${binder.bind(build.segmentId, "String")}
		AND version = ${binder.bind(build.version, "UInt32")} AND served_at = ${binder.bindInstant(build.refresh.startedAt)}`;
		return binder.finish(`WITH ${people} AS people, ${known} AS known_once, (${changes}) AS changes
SELECT bitmapCardinality(people) AS total, bitmapAndCardinality(people, known_once) AS known,
	changes.1 AS entered, changes.2 AS exited`);
	},
});

/** Size of what is served now, and how many this refresh moved. */
export async function countServed(ctx: Context, build: Build, scope: CompileScope) {
	const [counts] = await countBuild(ctx.warehouse, { build, scope });
	if (!counts) throw new Error("The warehouse gave no counts");
	return counts;
}

/** Clears the staging row. Rows of superseded builds give way when their parts are merged. */
export async function dropStaged(ctx: Context, { ws, refresh }: Build): Promise<void> {
	const binder = new SqlBinder();
	const sql = `DELETE FROM membership WHERE ws = ${binder.bind(ws, "UInt32")} AND segment = ${binder.bind(refresh.id, "String")}`;
	await runSql(ctx.warehouse, "segments.drop_staged", binder.finish(sql));
}
