import { SqlBinder } from "@/lib/kernel/sql-binder";
import { readColumns } from "@/lib/platform/warehouse/read-columns";
import { compileTextDateTest } from "@/lib/rules/compile/compile-date";
import { type Cluster, eventsOf, propertyOf } from "@/lib/rules/evaluate/person-history";
import { instantOf, readDateValue } from "@/lib/rules/evaluate/prepare-date";
import type { Edge } from "@/lib/rules/leaf-kind";
import type { Needs } from "@/lib/rules/needs";
import { maxTouched } from "@/lib/rules/server/find-recorded";
import { readTypedProperties } from "@/lib/rules/server/read-typed-properties";
import { type Followers, isSameState } from "@/lib/rules/server/seen-rows";
import { propertySql } from "@/lib/rules/typed/typed-properties";
import { edgeInstant, whenReached } from "@/lib/rules/window";
import type { Context } from "@/lib/workspaces/server/context";

type Period = { from: number; to: number };

/** A date inside of an event. */
type DateRow = { event: string; property: string; uid: number; instant: number };

/**
 * The dates that edges pass in a longer period. They hold as long as people with a new event are added to
 * them.
 */
type Ahead = Period & { rules: string; followers: Followers; rows: Map<string, DateRow> };

const keyOf = ({ event, property, uid, instant }: DateRow): string =>
	JSON.stringify([event, property, uid, instant]);

export type PassedDates = {
	/** People with an event that time carries past a filter. */
	time: Set<number>;
	/** When that is after an instant, as far as it concerns these needs; of many instants only some. */
	instantsOf: (needs: Needs, from: number) => Set<number>;
};

const noOne: PassedDates = { time: new Set(), instantsOf: () => new Set() };

/**
 * Dates are unordered: finding them reads each event of the name. So they are read far in advance, or as long
 * as they are few.
 */
const aheadMs = [600_000, 60_000, 0];
const maxAhead = 20_000;
const maxWorkspaces = 500;

/**
 * People whom time carries past a filter on a date inside events ("due in the next 7 days"), unrelated to any
 * window.
 */
export class AheadDates {
	readonly #ahead = new Map<string, Ahead>();
	/** How far ahead dates were few enough the last time, as a place of `aheadMs`. */
	readonly #reach = new Map<string, number>();

	/**
	 * People whom edges pass in a period; null when there are too many to evaluate one by one. What was read
	 * in advance is used as long as `followers` are as the last tick of this process left them: then it has
	 * seen every later event.
	 */
	async find(
		ctx: Context,
		input: { rules: string; needs: Needs; period: Period; followers: Followers },
	): Promise<PassedDates | null> {
		const { rules, needs, period, followers } = input;
		const { id, timeZone } = ctx.workspace;
		if (needs.filterEdges.length === 0) return noOne;
		let ahead = this.#ahead.get(id);
		const isCovered = ahead?.rules === rules && ahead.from <= period.from && period.to <= ahead.to;
		if (!ahead || !isCovered || !isSameState(ahead.followers, followers)) {
			const { rows, ...read } = await this.#read(ctx, needs, period);
			ahead = { ...read, rules, followers, rows: new Map(rows.map((row) => [keyOf(row), row])) };
			this.#ahead.delete(id);
			this.#ahead.set(id, ahead);
			const [oldest] = this.#ahead.keys();
			if (this.#ahead.size > maxWorkspaces && oldest !== undefined) this.forget(oldest);
		}
		const passed = passedDates([...ahead.rows.values()], needs, period, timeZone);
		return ahead.rows.size > maxTouched || passed.time.size > maxTouched ? null : passed;
	}

	/** Adds the dates of people evaluated because of new rows, and records the state of followers. */
	learn(ctx: Context, needs: Needs, people: Iterable<Cluster>, followers: Followers): void {
		const ahead = this.#ahead.get(ctx.workspace.id);
		if (!ahead) return;
		ahead.followers = followers;
		const { timeZone } = ctx.workspace;
		const edges = needs.filterEdges.map(({ event, property, edge }) => ({
			event,
			property,
			after: edgeInstant(edge, ahead.from, timeZone),
			upTo: edgeInstant(edge, ahead.to, timeZone),
		}));
		for (const person of people) {
			for (const { event, property, after, upTo } of edges) {
				for (const row of eventsOf(person, event)) {
					const date = readDateValue(propertyOf(row, property));
					if (date === null) continue;
					const instant = instantOf(date, timeZone);
					const found = { event, property, uid: person.uid, instant };
					if (instant > after && instant <= upTo) ahead.rows.set(keyOf(found), found);
				}
			}
		}
		if (ahead.rows.size > 2 * maxAhead) this.forget(ctx.workspace.id);
	}

	/** What was read in advance may lack something: it is read again. */
	forget(workspaceId: string): void {
		this.#ahead.delete(workspaceId);
	}

	async #read(ctx: Context, needs: Needs, period: Period): Promise<Period & { rows: DateRow[] }> {
		const { id } = ctx.workspace;
		let place = this.#reach.get(id) ?? 0;
		for (; place < aheadMs.length - 1; place++) {
			const to = period.to + (aheadMs[place] ?? 0);
			const rows = await readDates(ctx, needs, { from: period.from, to }, maxAhead);
			if (rows.length > maxAhead) continue;
			this.#reach.set(id, place);
			return { from: period.from, to, rows };
		}
		this.#reach.set(id, place);
		return { ...period, rows: await readDates(ctx, needs, period, maxTouched) };
	}
}

function passedDates(rows: readonly DateRow[], needs: Needs, period: Period, timeZone: string): PassedDates {
	const passed: PassedDates = {
		time: new Set(),
		instantsOf: (some, from) => {
			const instants = new Set<number>();
			eachPassed(rows, some, { from, to: period.to }, timeZone, ({ instant }, edge) => {
				if (instants.size < 2) instants.add(whenReached(edge, instant, timeZone));
			});
			return instants;
		},
	};
	eachPassed(rows, needs, period, timeZone, ({ uid }) => passed.time.add(uid));
	return passed;
}

function eachPassed(
	rows: readonly DateRow[],
	{ filterEdges }: Needs,
	{ from, to }: Period,
	timeZone: string,
	note: (row: DateRow, edge: Edge) => void,
): void {
	for (const { event, property, edge } of filterEdges) {
		const after = edgeInstant(edge, from, timeZone);
		const upTo = edgeInstant(edge, to, timeZone);
		for (const row of rows) {
			const isNamed = row.event === event && row.property === property;
			if (isNamed && row.instant > after && row.instant <= upTo) note(row, edge);
		}
	}
}

/** Every date that an edge passes in a period; one more than `most` when there are more. */
async function readDates(ctx: Context, needs: Needs, { from, to }: Period, most: number): Promise<DateRow[]> {
	const { number, timeZone } = ctx.workspace;
	const binder = new SqlBinder();
	const ws = binder.bind(number, "UInt32");
	const place = { asOf: to, timeZone };
	const typed = await readTypedProperties(ctx.warehouse);
	const byProperty = new Map<string, (typeof needs.filterEdges)[number][]>();
	for (const one of needs.filterEdges) {
		const key = JSON.stringify([one.event, one.property]);
		byProperty.set(key, [...(byProperty.get(key) ?? []), one]);
	}
	const parts = [...byProperty.values()].flatMap((edges) => {
		const [first] = edges;
		if (!first) return [];
		const text = propertySql({ path: first.property, type: "string" }, { typed });
		const passes = edges.map(({ edge }) => {
			const after = edgeInstant(edge, from, timeZone);
			const upTo = edgeInstant(edge, to, timeZone);
			return compileTextDateTest({ is: "dateInstants", from: after + 1, to: upTo + 1 }, text, binder, place);
		});
		const event = binder.bind(first.event, "String");
		const property = binder.bind(first.property, "String");
		return `SELECT ${event} AS event, ${property} AS property, uid, ifNull(${text}, '') AS text FROM events
			WHERE ws = ${ws} AND event = ${event} AND (${passes.join(" OR ")})`;
	});
	// Safe because the columns are selected in this order and with these types.
	const [events = [], properties = [], uids = [], texts = []] = (await readColumns(
		ctx.warehouse,
		"segments.find_passed_dates",
		binder.finish(
			`SELECT event, property, uid, text FROM (${parts.join("\nUNION ALL\n")}) LIMIT ${most + 1}`,
		),
	)) as [string[], string[], number[], string[]];
	return uids.flatMap((uid, at): DateRow[] => {
		const date = readDateValue(texts[at]);
		if (date === null) return [];
		const instant = instantOf(date, timeZone);
		return [{ event: events[at] ?? "", property: properties[at] ?? "", uid, instant }];
	});
}
