import { SqlBinder } from "@/lib/kernel/sql-binder";
import { localDayNumber, startOfDayNumber } from "@/lib/kernel/zoned-time";
import { readColumns } from "@/lib/platform/warehouse/read-columns";
import { birthdayFact } from "@/lib/profiles/birth-facts";
import { birthdaysPassed } from "@/lib/rules/birthdays";
import type { Edge } from "@/lib/rules/leaf-kind";
import type { Needs } from "@/lib/rules/needs";
import { maxTouched } from "@/lib/rules/server/find-recorded";
import { edgeInstant, whenReached } from "@/lib/rules/window";
import type { Context } from "@/lib/workspaces/server/context";

type Period = { from: number; to: number };

export type Passed = {
	/** People with a row recorded ahead of its time that has now taken effect: it counts as new. */
	due: Set<number>;
	/**
	 * People with an event, a date, or an entry into or exit from a segment that a moving edge has passed.
	 */
	time: Set<number>;
	/**
	 * People to whom that happens within the next milliseconds, as far as it was read in advance and nothing
	 * intervenes.
	 */
	within: (ms: number) => ReadonlySet<number>;
	/** When that was after an instant, as far as it concerns these needs; of many instants only some. */
	instantsOf: (needs: Needs, from: number) => Set<number>;
};

/** Something with an instant that an edge passes one day. */
type Row = { source: Source; name: string; uid: number; instant: number };
type Source = "event" | "trait" | "segment" | "birthday";

/** What an edge passes: rows of a source, by name; "all" for any. */
type Watched = { source: Source; names: readonly string[] | "all"; edge: Edge; isDue: boolean };

/** The rows of a longer period, read at once: as long as nothing is recorded, those of its parts are among them. */
type Ahead = Period & { rules: string; rows: Row[] };

/** So far edges are read in advance. */
export const aheadMs = 60_000;
const maxAhead = 20_000;
const maxWorkspaces = 500;
/** Of people with many events. */
const maxRows = 4 * maxTouched;

/**
 * People whom time passes. While nothing new is recorded in a workspace, a minute is read in advance: a tick
 * without news runs no query.
 */
export class PassedPeople {
	readonly #ahead = new Map<string, Ahead | null>();

	/**
	 * People whom edges pass in a period; null when there are too many to evaluate one by one. `rules`
	 * identifies the rules with these needs; `hasNews` resolves to whether anything was recorded that no tick
	 * has processed.
	 */
	async find(
		ctx: Context,
		{
			rules,
			needs,
			period,
			hasNews,
		}: { rules: string; needs: Needs; period: Period; hasNews: Promise<boolean> },
	): Promise<Passed | null> {
		const { id, timeZone } = ctx.workspace;
		const ahead = this.#ahead.get(id);
		const isCovered = ahead?.rules === rules && ahead.from <= period.from && period.to <= ahead.to;
		if (isCovered && !(await hasNews)) return passedOf(ahead.rows, needs, period, timeZone, ahead);
		this.#ahead.delete(id);
		// Entries come and go with quiet ticks: a null says that the last was one.
		const isAhead = ahead !== undefined && !isCovered;
		const to = isAhead ? period.to + aheadMs : period.to;
		const [read, isNews] = await Promise.all([readRows(ctx, needs, { ...period, to }), hasNews]);
		const isUsable = read.length <= maxAhead;
		const next = !isNews && isAhead && isUsable ? { ...period, to, rules, rows: read } : null;
		if (!isNews) {
			this.#ahead.set(id, next);
			const [oldest] = this.#ahead.keys();
			if (this.#ahead.size > maxWorkspaces && oldest !== undefined) this.#ahead.delete(oldest);
		}
		const rows = isAhead && !isUsable ? await readRows(ctx, needs, period) : read;
		const passed = passedOf(rows, needs, period, timeZone, next);
		return rows.length > maxRows || passed.due.size + passed.time.size > maxTouched ? null : passed;
	}
}

function watchedOf(needs: Needs): Watched[] {
	const now: Edge = { kind: "ago", amount: 0, unit: "days" };
	const asksEvents = needs.events === "all" || needs.events.length > 0;
	return [
		...(asksEvents ? [{ source: "event" as const, names: needs.events, edge: now, isDue: true }] : []),
		...needs.eventEdges.map(
			({ events, edge }): Watched => ({ source: "event", names: events, edge, isDue: false }),
		),
		...needs.traitEdges.map(
			({ trait, edge }): Watched => ({ source: "trait", names: [trait], edge, isDue: false }),
		),
		...needs.segmentEdges.map(
			({ segment, edge }): Watched => ({ source: "segment", names: [segment], edge, isDue: false }),
		),
	];
}

function passedOf(
	rows: readonly Row[],
	needs: Needs,
	period: Period,
	timeZone: string,
	ahead: Ahead | null,
): Passed {
	const passed: Passed = {
		due: new Set(),
		time: new Set(),
		within: (ms) => {
			const people = new Set<number>();
			if (!ahead) return people;
			const next = { from: period.to, to: Math.min(ahead.to, period.to + ms) };
			eachPassed(ahead.rows, needs, next, timeZone, ({ uid }) => people.add(uid));
			return people;
		},
		instantsOf: (some, from) => {
			const instants = new Set<number>();
			const dayOf = (instant: number) => localDayNumber(instant, timeZone);
			eachPassed(rows, some, { from, to: period.to }, timeZone, (row, watched) => {
				// Finding the instant takes long for months and years, and no one needs more than one.
				if (instants.size > 1) return;
				if (watched) instants.add(whenReached(watched.edge, row.instant, timeZone));
				// Birthdays change as a day begins: the first of the period, the last, or one in between.
				else
					for (const day of [dayOf(from) + 1, dayOf(period.to)])
						instants.add(startOfDayNumber(day, timeZone));
			});
			return instants;
		},
	};
	eachPassed(rows, needs, period, timeZone, ({ uid }, watched) =>
		(watched?.isDue ? passed.due : passed.time).add(uid),
	);
	return passed;
}

/** Each row with what passes it; null for a birthday that reaches a watched day. */
function eachPassed(
	rows: readonly Row[],
	needs: Needs,
	{ from, to }: Period,
	timeZone: string,
	note: (row: Row, watched: Watched | null) => void,
): void {
	const all = watchedOf(needs).map((watched) => ({
		watched,
		after: edgeInstant(watched.edge, from, timeZone),
		upTo: edgeInstant(watched.edge, to, timeZone),
	}));
	const birthdays = birthdaysPassed(needs.birthdays, from, to, timeZone);
	for (const row of rows) {
		if (row.source === "birthday") {
			if (birthdays.has(row.instant)) note(row, null);
			continue;
		}
		for (const { watched, after, upTo } of all) {
			if (watched.source !== row.source || row.instant <= after || row.instant > upTo) continue;
			if (watched.names === "all" || watched.names.includes(row.name)) note(row, watched);
		}
	}
}

/** Every row that an edge passes in a period; one more than the limit when there are too many. */
async function readRows(ctx: Context, needs: Needs, { from, to }: Period): Promise<Row[]> {
	const { number, timeZone } = ctx.workspace;
	const binder = new SqlBinder();
	const ws = binder.bind(number, "UInt32");
	const names = (list: readonly string[]) => binder.bind(list, "Array(String)");
	const within = (column: string, after: number, upTo: number) =>
		`${column} > ${binder.bindInstant(after)} AND ${column} <= ${binder.bindInstant(upTo)}`;
	const strips: string[] = [];
	const parts: string[] = [];
	for (const { source, names: of, edge } of watchedOf(needs)) {
		const after = edgeInstant(edge, from, timeZone);
		const upTo = edgeInstant(edge, to, timeZone);
		if (upTo <= after) continue;
		if (source === "event") {
			strips.push(`(${within("time", after, upTo)}${of === "all" ? "" : ` AND event IN (${names(of)})`})`);
		} else if (source === "segment" && of !== "all") {
			// Nothing is served before it takes effect.
			parts.push(`SELECT 'segment' AS source, toString(segment) AS name, uid, toFloat64(toUnixTimestamp64Milli(effective_at)) AS value
				FROM membership_change WHERE ws = ${ws} AND segment IN (${names(of)})
				AND ${within("effective_at", after, upTo)} AND served_at >= ${binder.bindInstant(after)}`);
		} else if (of !== "all") {
			// A day counts as its first instant: those that begin in between.
			const dayOf = (instant: number) => binder.bind(localDayNumber(instant, timeZone), "Int64");
			parts.push(`SELECT toString(type) AS source, toString(trait) AS name, uid, number_value AS value
				FROM trait_history WHERE ws = ${ws} AND trait IN (${names(of)})
				AND ((type = 'date' AND number_value > ${binder.bind(after, "Int64")} AND number_value <= ${binder.bind(upTo, "Int64")})
					OR (type = 'day' AND number_value > ${dayOf(after)} AND number_value <= ${dayOf(upTo)}))`);
		}
	}
	if (strips.length > 0) {
		parts.push(`SELECT 'event' AS source, toString(event) AS name, uid, toFloat64(toUnixTimestamp64Milli(time)) AS value
			FROM events_by_time WHERE ws = ${ws} AND (${strips.join(" OR ")})`);
	}
	const birthdays = birthdaysPassed(needs.birthdays, from, to, timeZone);
	if (birthdays.size > 0) {
		parts.push(`SELECT 'birthday' AS source, '' AS name, uid, number_value AS value FROM trait_history
			WHERE ws = ${ws} AND trait = ${binder.bind(birthdayFact, "String")} AND type = 'day'
			AND number_value IN (${binder.bind([...birthdays], "Array(Float64)")})`);
	}
	if (parts.length === 0) return [];
	// Safe because the columns are selected in this order and with these types.
	const [sources = [], labels = [], uids = [], values = []] = (await readColumns(
		ctx.warehouse,
		"segments.find_passed",
		binder.finish(
			`SELECT source, name, uid, value FROM (${parts.join("\nUNION ALL\n")}) LIMIT ${maxRows + 1}`,
		),
	)) as [string[], string[], number[], number[]];
	return uids.map((uid, at): Row => {
		const kind = sources[at] ?? "";
		const value = values[at] ?? 0;
		const isDay = kind === "day";
		return {
			source: kind === "date" || isDay ? "trait" : (kind as Source), // Safe because each part names its own.
			name: labels[at] ?? "",
			uid,
			instant: isDay ? startOfDayNumber(value, timeZone) : value,
		};
	});
}
