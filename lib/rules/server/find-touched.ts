import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { localDayNumber } from "@/lib/kernel/zoned-time";
import { readColumns } from "@/lib/platform/warehouse/read-columns";
import { birthdayFact } from "@/lib/profiles/birth-facts";
import { birthdaysPassed } from "@/lib/rules/birthdays";
import type { Needs } from "@/lib/rules/needs";
import { edgeInstant } from "@/lib/rules/window";
import type { Context } from "@/lib/workspaces/server/context";

/** From which instants to which: of what happened, and of what was recorded (the clock of the stores). */
export type Span = { from: number; to: number; recordedFrom: number; recordedTo: number };

/** Rows become visible a moment after the instant they carry: what was recorded shortly before is looked at again. */
const overlapMs = 15_000;

/** Whoever looks as of now has settled the outbox and taken leases within this. */
const longestWaitMs = 10 * 60_000;

/**
 * One kind of recorded row of a person: which, how often it is there, when it was noticed by the warehouse's clock, and whether
 * such rows only ever come by the outbox. (Values of traits are also written by the work that computes them.)
 */
export type TouchedRow = { key: string; times: number; atMs: number; isQueued: boolean };

export type Touched = {
	/** People with new data, recorded rows apart: what was recorded ahead of its time and fell due, segments they are in. */
	data: Set<number>;
	/** People with recorded rows, some of which may have been looked at before. */
	recorded: Map<number, TouchedRow[]>;
	/** People of whom a window's moving edge has passed an event or a date. */
	time: Set<number>;
	/** How many people these are. */
	count: number;
};

/** More than this are not looked at one by one. */
export const mostTouched = 50_000;

/** Whose answers may have changed over a span. Numbers as they stand on the rows, before merges. */
export async function findTouched(ctx: Context, needs: Needs, span: Span): Promise<Touched> {
	// Safe because the columns are selected in this order and with these types.
	const [uids = [], fromTime = [], fromData = [], keys = [], times = [], instants = [], queued = []] =
		(await readColumns(ctx.warehouse, "segments.find_touched", touchedSql(ctx.workspace, needs, span))) as [
			number[],
			number[],
			number[],
			string[][],
			number[][],
			number[][],
			number[][],
		];
	const found: Touched = { data: new Set(), recorded: new Map(), time: new Set(), count: uids.length };
	for (const [row, uid] of uids.entries()) {
		if (fromTime[row]) found.time.add(uid);
		if (fromData[row]) found.data.add(uid);
		const rows = (keys[row] ?? []).map(
			(key, at): TouchedRow => ({
				key,
				times: times[row]?.[at] ?? 0,
				atMs: instants[row]?.[at] ?? 0,
				isQueued: queued[row]?.[at] === 1,
			}),
		);
		if (rows.length > 0) found.recorded.set(uid, rows);
	}
	return found;
}

/** What stands beside the people who were found by something else than a recorded row. */
const noRow = "'' AS key, toUInt64(0) AS times, toInt64(0) AS noticed, toUInt8(0) AS queued";

function touchedSql(
	{ number, timeZone }: Context["workspace"],
	needs: Needs,
	{ from, to, recordedFrom, recordedTo }: Span,
): BoundSql {
	const binder = new SqlBinder();
	const ws = binder.bind(number, "UInt32");
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
		`SELECT uid, 'recorded' AS found, toString(cityHash64(kind, name, at, uid)) AS key, count() AS times,
			toUnixTimestamp64Milli(at) AS noticed, toUInt8(kind != 'trait') AS queued
			FROM person_change WHERE ws = ${ws} AND (${kinds.join(" OR ")})
			AND at > ${binder.bindInstant(changedAfter)} AND at <= ${binder.bindInstant(Math.max(recordedTo, to))}
			GROUP BY uid, kind, name, at`,
	];
	const strips: string[] = [];
	const addStrip = (events: readonly string[] | "all", after: number, upTo: number) => {
		if (upTo <= after) return;
		const named = events === "all" ? "" : ` AND event IN (${names(events)})`;
		strips.push(`(time > ${binder.bindInstant(after)} AND time <= ${binder.bindInstant(upTo)}${named})`);
	};
	// What was recorded ahead of its time and has fallen due counts as new.
	if (needs.events === "all" || needs.events.length > 0) addStrip(needs.events, from, to);
	for (const { events, edge } of needs.eventEdges) {
		addStrip(events, edgeInstant(edge, from, timeZone), edgeInstant(edge, to, timeZone));
	}
	if (strips.length > 0) {
		parts.push(
			`SELECT uid, if(time > ${binder.bindInstant(from)}, 'data', 'time') AS found, ${noRow}
			FROM events_by_time WHERE ws = ${ws} AND (${strips.join(" OR ")})`,
		);
	}
	// A day stands for its first instant: those that begin in between.
	const dayOf = (instant: number) => binder.bind(localDayNumber(instant, timeZone), "Int64");
	for (const { trait, edge } of needs.traitEdges) {
		const after = edgeInstant(edge, from, timeZone);
		const upTo = edgeInstant(edge, to, timeZone);
		if (upTo <= after) continue;
		parts.push(`SELECT uid, 'time' AS found, ${noRow} FROM trait_history WHERE ws = ${ws} AND trait = ${binder.bind(trait, "String")} 
			AND ((type = 'date' AND number_value > ${binder.bind(after, "Int64")} AND number_value <= ${binder.bind(upTo, "Int64")})
				OR (type = 'day' AND number_value > ${dayOf(after)} AND number_value <= ${dayOf(upTo)}))`);
	}
	const birthdays = birthdaysPassed(needs.birthdays, from, to, timeZone);
	if (birthdays.size > 0) {
		parts.push(`SELECT uid, 'time' AS found, ${noRow} FROM trait_history WHERE ws = ${ws} AND trait = ${binder.bind(birthdayFact, "String")} AND type = 'day'
			AND number_value IN (${binder.bind([...birthdays], "Array(Float64)")})`);
	}
	if (needs.segments.length > 0) {
		parts.push(`SELECT uid, 'data' AS found, ${noRow} FROM membership_change WHERE ws = ${ws} AND segment IN (${names(needs.segments)})
			AND served_at > ${binder.bindInstant(recordedFrom - overlapMs)}`);
	}
	return binder.finish(
		`SELECT uid, countIf(found = 'time') > 0, countIf(found = 'data') > 0, groupArrayIf(key, found = 'recorded'),
	groupArrayIf(times, found = 'recorded'), groupArrayIf(noticed, found = 'recorded'), groupArrayIf(queued, found = 'recorded')
FROM (${parts.join("\nUNION ALL\n")}) GROUP BY uid LIMIT ${mostTouched + 1}`,
	);
}
