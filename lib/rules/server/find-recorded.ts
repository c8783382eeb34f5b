import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { readColumns } from "@/lib/platform/warehouse/read-columns";
import type { Needs } from "@/lib/rules/needs";
import type { Context } from "@/lib/workspaces/server/context";

/** From which instants to which: of what happened, and of what was recorded (the clock of the stores). */
export type Span = { from: number; to: number; recordedFrom: number; recordedTo: number };

/** Rows become visible a moment after the instant they carry: what was recorded shortly before is looked at again. */
const overlapMs = 15_000;

/** Whoever looks as of now has waited for rows under way and taken leases within this. */
const longestWaitMs = 10 * 60_000;

/** One kind of recorded row of a person: which, how often it is there, and when it was noticed by the warehouse's clock. */
export type RecordedRow = { key: string; times: number; atMs: number; origin: Origin };

/**
 * How a row came: by the outbox; by the work that computes a value; or by what was served of a segment, of which the
 * instant is that from which it is served.
 */
export type Origin = { by: "outbox" | "work" } | { by: "segment"; segment: string };

export type Recorded = {
	/** By person; some of the rows may have been looked at before. */
	rows: Map<number, RecordedRow[]>;
	/** How many people these are. */
	count: number;
};

/** What is read of recorded rows. */
export type RecordedNeeds = Pick<Needs, "events" | "traits" | "purposes" | "segments">;

/** More than this are not looked at one by one. */
export const mostTouched = 50_000;

/** Of whom something was recorded in a span. Numbers as they stand on the rows, before merges. */
export async function findRecorded(ctx: Context, needs: RecordedNeeds, span: Span): Promise<Recorded> {
	// Safe because the columns are selected in this order and with these types.
	const [uids = [], keys = [], times = [], instants = [], origins = []] = (await readColumns(
		ctx.warehouse,
		"segments.find_recorded",
		recordedSql(ctx.workspace.number, needs, span),
	)) as [number[], string[][], number[][], number[][], string[][]];
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
	const names = (list: readonly string[]) => binder.bind(list, "Array(String)");
	const kinds = ["kind = 'profile'"];
	if (needs.events === "all") kinds.push("kind = 'event'");
	else if (needs.events.length > 0) kinds.push(`(kind = 'event' AND name IN (${names(needs.events)}))`);
	if (needs.traits.length > 0) kinds.push(`(kind = 'trait' AND name IN (${names(needs.traits)}))`);
	if (needs.purposes.length > 0) kinds.push(`(kind = 'consent' AND name IN (${names(needs.purposes)}))`);
	// A look as of an instant before its long wait has not seen what became valid during the wait.
	const hasWaited = recordedFrom - from < longestWaitMs;
	const changedAfter = Math.min(recordedFrom - overlapMs, hasWaited ? from : recordedFrom);
	const parts = [
		// Values of traits are also written past the outbox, by the work that computes them.
		`SELECT uid, toString(cityHash64(kind, name, at, uid)) AS key, count() AS times,
			toUnixTimestamp64Milli(at) AS noticed, if(kind = 'trait', 'work', 'outbox') AS origin
			FROM person_change WHERE ws = ${bound} AND (${kinds.join(" OR ")})
			AND at > ${binder.bindInstant(changedAfter)} AND at <= ${binder.bindInstant(Math.max(recordedTo, to))}
			GROUP BY uid, kind, name, at`,
	];
	if (needs.segments.length > 0) {
		parts.push(`SELECT uid, toString(cityHash64(segment, change, served_at, uid)) AS key, toUInt64(1) AS times,
			toUnixTimestamp64Milli(served_at) AS noticed, toString(segment) AS origin
			FROM membership_change WHERE ws = ${bound} AND segment IN (${names(needs.segments)})
			AND served_at > ${binder.bindInstant(recordedFrom - overlapMs)}`);
	}
	const lists = ["key", "times", "noticed", "origin"].map((column) => `groupArray(${column})`);
	return binder.finish(
		`SELECT uid, ${lists.join(", ")} FROM (${parts.join("\nUNION ALL\n")}) GROUP BY uid LIMIT ${mostTouched + 1}`,
	);
}
