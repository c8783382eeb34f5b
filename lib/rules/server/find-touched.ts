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

/** More than this are not looked at one by one. */
export const mostTouched = 50_000;

/**
 * Whose answers may have changed over a span: people with new rows (`data`), and those of whom a window's moving edge
 * has passed an event or a date. Numbers as they stand on the rows, before merges.
 */
export async function findTouched(
	ctx: Context,
	needs: Needs,
	span: Span,
): Promise<{ data: Set<number>; time: Set<number> }> {
	const [uids = [], isData = []] = await readColumns(
		ctx.warehouse,
		"segments.find_touched",
		touchedSql(ctx.workspace, needs, span),
	);
	const found = { data: new Set<number>(), time: new Set<number>() };
	for (const [row, uid] of uids.entries()) (isData[row] === 1 ? found.data : found.time).add(Number(uid));
	for (const uid of found.data) found.time.delete(uid);
	return found;
}

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
		`SELECT uid, 1 AS is_data FROM person_change WHERE ws = ${ws} AND (${kinds.join(" OR ")})
			AND at > ${binder.bindInstant(changedAfter)} AND at <= ${binder.bindInstant(Math.max(recordedTo, to))}`,
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
			`SELECT uid, toUInt8(time > ${binder.bindInstant(from)}) AS is_data FROM events_by_time WHERE ws = ${ws} AND (${strips.join(" OR ")})`,
		);
	}
	// A day stands for its first instant: those that begin in between.
	const dayOf = (instant: number) => binder.bind(localDayNumber(instant, timeZone), "Int64");
	for (const { trait, edge } of needs.traitEdges) {
		const after = edgeInstant(edge, from, timeZone);
		const upTo = edgeInstant(edge, to, timeZone);
		if (upTo <= after) continue;
		parts.push(`SELECT uid, 0 AS is_data FROM trait_history WHERE ws = ${ws} AND trait = ${binder.bind(trait, "String")} 
			AND ((type = 'date' AND number_value > ${binder.bind(after, "Int64")} AND number_value <= ${binder.bind(upTo, "Int64")})
				OR (type = 'day' AND number_value > ${dayOf(after)} AND number_value <= ${dayOf(upTo)}))`);
	}
	const birthdays = birthdaysPassed(needs.birthdays, from, to, timeZone);
	if (birthdays.size > 0) {
		parts.push(`SELECT uid, 0 AS is_data FROM trait_history WHERE ws = ${ws} AND trait = ${binder.bind(birthdayFact, "String")} AND type = 'day'
			AND number_value IN (${binder.bind([...birthdays], "Array(Float64)")})`);
	}
	if (needs.segments.length > 0) {
		parts.push(`SELECT uid, 1 AS is_data FROM membership_change WHERE ws = ${ws} AND segment IN (${names(needs.segments)})
			AND served_at > ${binder.bindInstant(recordedFrom - overlapMs)}`);
	}
	return binder.finish(
		`SELECT uid, max(is_data) FROM (${parts.join("\nUNION ALL\n")}) GROUP BY uid LIMIT ${mostTouched + 1}`,
	);
}
