import type { SqlBinder } from "@/lib/kernel/sql-binder";

/** What of a segment is being served: Postgres's word on how far the warehouse's rows are visible. */
export type ServedPointer = {
	segmentId: string;
	version: number;
	/** Rows of the membership log up to here are served. */
	servedAt: Date;
	/** From when the base bitmap is served: rows of the log of before are in it. Null for one of an earlier version. */
	baseServedAt: Date | null;
};

/**
 * The people of a segment version that are being served, as a bitmap (an AggregateFunction state): the newest base with
 * the log's changes since. The query fails when there is no base on record: a membership that was never built must not
 * read as an empty audience.
 */
export function servedMembershipSql(
	binder: SqlBinder,
	ws: number,
	{ segmentId, version, servedAt }: ServedPointer,
	among?: string,
): string {
	const of = `ws = ${binder.bind(ws, "UInt32")} AND segment = ${binder.bind(segmentId, "String")} AND version = ${binder.bind(version, "UInt32")}`;
	const people = among ? `bitmapAnd(people, bitmapBuild(${among}))` : "people";
	return `(SELECT bitmapOr(bitmapAndnot(base_people, touched), entered) FROM
		(SELECT argMax(${people}, served_at) AS base_people FROM membership WHERE ${of}
			HAVING throwIf(count() = 0, 'This membership was never built') = 0) AS base,
		(SELECT groupBitmapState(uid) AS touched, groupBitmapStateIf(uid, latest = 'entered') AS entered FROM (
			SELECT uid, argMax(change, (served_at, effective_at)) AS latest FROM membership_change
			WHERE ${of} AND served_at > (SELECT max(served_at) FROM membership WHERE ${of})
				AND served_at <= ${binder.bindInstant(servedAt)}${among ? ` AND uid IN (${among})` : ""}
			GROUP BY uid)) AS since)`;
}

/**
 * The same for many segments at once: rows (segment, people); none for a segment that was never built. With `among` (a
 * bound array of uids), only of these people: what it costs then follows their number, not that of the members.
 */
export function servedMembershipsSql(
	binder: SqlBinder,
	ws: number,
	pointers: readonly ServedPointer[],
	among?: string,
): string {
	const bound = binder.bind(ws, "UInt32");
	const wanted = bindPointers(binder, pointers);
	const oldest = Math.min(...pointers.map(({ baseServedAt }) => baseServedAt?.getTime() ?? 0));
	const people = among ? `bitmapAnd(people, bitmapBuild(${among}))` : "people";
	const newestBase = `SELECT segment, argMax(${people}, served_at) AS base_people, max(served_at) AS base_at FROM membership
		WHERE ws = ${bound} AND (segment, version) IN (SELECT segment, version FROM ${wanted}) GROUP BY segment`;
	const newestChange = `SELECT segment, uid, argMax(change, (served_at, effective_at)) AS latest FROM membership_change AS logged
		INNER JOIN (SELECT segment, max(served_at) AS base_at FROM membership
			WHERE ws = ${bound} AND (segment, version) IN (SELECT segment, version FROM ${wanted}) GROUP BY segment) AS base USING (segment)
		INNER JOIN ${wanted} AS pointer USING (segment)
		WHERE ws = ${bound} AND segment IN (SELECT segment FROM ${wanted}) AND served_at > ${binder.bindInstant(pointers.length > 0 ? oldest : 0)}
			${among ? `AND uid IN (${among})` : ""} AND logged.version = pointer.version AND served_at > base_at AND served_at <= served_to
		GROUP BY segment, uid`;
	return `SELECT segment, bitmapOr(bitmapAndnot(base_people, touched), entered) AS people
		FROM (${newestBase}) AS base
		LEFT JOIN (SELECT segment, groupBitmapState(uid) AS touched, groupBitmapStateIf(uid, latest = 'entered') AS entered
			FROM (${newestChange}) GROUP BY segment) AS since USING (segment)`;
}

/** Pointers as a table (segment, version, served_to). */
export function bindPointers(
	binder: SqlBinder,
	pointers: readonly Omit<ServedPointer, "baseServedAt">[],
): string {
	const segments = binder.bind(
		pointers.map(({ segmentId }) => segmentId),
		"Array(String)",
	);
	const versions = binder.bind(
		pointers.map(({ version }) => version),
		"Array(UInt32)",
	);
	const ends = binder.bind(
		pointers.map(({ servedAt }) => servedAt.getTime()),
		"Array(Int64)",
	);
	return `(SELECT tupleElement(row, 1) AS segment, tupleElement(row, 2) AS version,
		fromUnixTimestamp64Milli(tupleElement(row, 3), 'UTC') AS served_to
		FROM (SELECT arrayJoin(arrayZip(${segments}, ${versions}, ${ends})) AS row))`;
}
