import { assertNever } from "@/lib/kernel/assert-never";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { readColumns } from "@/lib/platform/warehouse/read-columns";
import type { Needs } from "@/lib/rules/needs";
import type { Context } from "@/lib/workspaces/server/context";

/** From which instants to which: of what happened, and of what was recorded (the clock of the stores). */
export type Span = { from: number; to: number; recordedFrom: number; recordedTo: number };

/** Rows become visible a moment after the instant they carry: recent ones are read again. */
const overlapMs = 15_000;

/** A caller reading as of now has waited for rows under way and acquired leases within this. */
const longestWaitMs = 10 * 60_000;

/** One kind of recorded row of a person: which, how often it is there, and when it was noticed by the warehouse's clock. */
export type RecordedRow = {
	key: string;
	times: number;
	atMs: number;
	origin: Origin;
	/** What it is about: the event, the trait, the consent purpose or the segment. */
	kind: "event" | "trait" | "consent" | "profile" | "segment";
	name: string;
};

/**
 * How a row came: by the outbox; by the work that computes a value; or by what was served of a segment, of which the
 * instant is that from which it is served.
 */
export type Origin = { by: "outbox" | "work" } | { by: "segment"; segment: string };

export type Recorded = {
	/** By person; some of the rows may have been processed before. */
	rows: Map<number, RecordedRow[]>;
	/** How many people these are. */
	count: number;
};

/** What is read of recorded rows. */
export type RecordedNeeds = Pick<Needs, "events" | "traits" | "purposes" | "segments">;

/** More than this are not evaluated one by one. */
export const maxTouched = 50_000;

/** People with rows recorded in a span. Numbers as on the rows, before merges. */
export async function findRecorded(ctx: Context, needs: RecordedNeeds, span: Span): Promise<Recorded> {
	// Safe because the columns are selected in this order and with these types.
	const [uids = [], keys = [], times = [], instants = [], origins = [], kinds = [], names = []] =
		(await readColumns(
			ctx.warehouse,
			"segments.find_recorded",
			recordedSql(ctx.workspace.number, needs, span),
		)) as [number[], string[][], number[][], number[][], string[][], RecordedRow["kind"][][], string[][]];
	const rows = new Map<number, RecordedRow[]>();
	for (const [at, uid] of uids.entries()) {
		const ofOne = (keys[at] ?? []).map((key, row): RecordedRow => {
			const origin = origins[at]?.[row] ?? "";
			return {
				key,
				times: times[at]?.[row] ?? 0,
				atMs: instants[at]?.[row] ?? 0,
				origin:
					origin === "outbox" || origin === "work" ? { by: origin } : { by: "segment", segment: origin },
				kind: kinds[at]?.[row] ?? "profile",
				name: names[at]?.[row] ?? "",
			};
		});
		rows.set(uid, ofOne);
	}
	return { rows, count: uids.length };
}

function recordedSql(ws: number, needs: RecordedNeeds, span: Span): BoundSql {
	const { from, to, recordedFrom, recordedTo } = span;
	const binder = new SqlBinder();
	const bound = binder.bind(ws, "UInt32");
	const changedAfter = Math.min(recordedFrom - overlapMs, knownUpTo(from, recordedFrom));
	const parts = [
		// Values of traits are also written past the outbox, by the work that computes them.
		`SELECT uid, toString(cityHash64(kind, name, at, uid)) AS key, count() AS times,
			toUnixTimestamp64Milli(at) AS noticed, if(kind = 'trait', 'work', 'outbox') AS origin,
			toString(kind) AS about, toString(name) AS called
			FROM person_change WHERE ws = ${bound} AND ${isNeededSql(binder, needs)}
			AND at > ${binder.bindInstant(changedAfter)} AND at <= ${binder.bindInstant(Math.max(recordedTo, to))}
			GROUP BY uid, kind, name, at`,
	];
	if (needs.segments.length > 0) {
		parts.push(`SELECT uid, toString(cityHash64(segment, change, served_at, uid)) AS key, toUInt64(1) AS times,
			toUnixTimestamp64Milli(served_at) AS noticed, toString(segment) AS origin,
			'segment' AS about, toString(segment) AS called
			FROM membership_change WHERE ws = ${bound} AND segment IN (${binder.bind(needs.segments, "Array(String)")})
			AND served_at > ${binder.bindInstant(recordedFrom - overlapMs)}`);
	}
	const lists = ["key", "times", "noticed", "origin", "about", "called"].map(
		(column) => `groupArray(${column})`,
	);
	return binder.finish(
		`SELECT uid, ${lists.join(", ")} FROM (${parts.join("\nUNION ALL\n")}) GROUP BY uid LIMIT ${maxTouched + 1}`,
	);
}

/** Which rows of `person_change` may change an answer. */
function isNeededSql(binder: SqlBinder, needs: RecordedNeeds): string {
	const names = (list: readonly string[]) => binder.bind(list, "Array(String)");
	const kinds = ["kind = 'profile'"];
	if (needs.events === "all") kinds.push("kind = 'event'");
	else if (needs.events.length > 0) kinds.push(`(kind = 'event' AND name IN (${names(needs.events)}))`);
	if (needs.traits.length > 0) kinds.push(`(kind = 'trait' AND name IN (${names(needs.traits)}))`);
	if (needs.purposes.length > 0) kinds.push(`(kind = 'consent' AND name IN (${names(needs.purposes)}))`);
	return `(${kinds.join(" OR ")})`;
}

/** The same of one row that was found for more needs than these. */
export function isNeeded({ kind, name }: Pick<RecordedRow, "kind" | "name">, needs: RecordedNeeds): boolean {
	switch (kind) {
		case "profile":
			return true;
		case "event":
			return needs.events === "all" || needs.events.includes(name);
		case "trait":
			return needs.traits.includes(name);
		case "consent":
			return needs.purposes.includes(name);
		case "segment":
			return needs.segments.includes(name);
		default:
			return assertNever(kind);
	}
}

/**
 * Up to when, by the stores' clock, what was recorded is known to a look as of an instant that has recorded rows up to
 * another: one as of an instant before its long wait has not seen what became valid during the wait.
 */
export function knownUpTo(asOf: number, recordedTo: number): number {
	return recordedTo - asOf < longestWaitMs ? Math.min(asOf, recordedTo) : recordedTo;
}

/**
 * When something was last recorded for some people since an instant of the stores' clock; people without new
 * rows are missing.
 */
export async function findLastRecorded(
	ctx: Context,
	needs: RecordedNeeds,
	uids: readonly number[],
	since: number,
): Promise<Map<number, number>> {
	const binder = new SqlBinder();
	const bound = binder.bind(ctx.workspace.number, "UInt32");
	const among = `uid IN (${binder.bind(uids, "Array(UInt32)")})`;
	const after = binder.bindInstant(since);
	const parts = [
		`SELECT uid, max(at) AS last FROM person_change
			WHERE ws = ${bound} AND ${isNeededSql(binder, needs)} AND at > ${after} AND ${among} GROUP BY uid`,
	];
	if (needs.segments.length > 0) {
		parts.push(`SELECT uid, max(served_at) AS last FROM membership_change
			WHERE ws = ${bound} AND segment IN (${binder.bind(needs.segments, "Array(String)")}) AND served_at > ${after} AND ${among} GROUP BY uid`);
	}
	// Safe because the columns are selected in this order and with these types.
	const [people = [], last = []] = (await readColumns(
		ctx.warehouse,
		"segments.find_last_recorded",
		binder.finish(
			`SELECT uid, toUnixTimestamp64Milli(max(last)) FROM (${parts.join("\nUNION ALL\n")}) GROUP BY uid`,
		),
	)) as [number[], number[]];
	return new Map(people.map((uid, at) => [uid, last[at] ?? 0]));
}
