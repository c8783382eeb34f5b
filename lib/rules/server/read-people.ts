import { wordOrderSql } from "@/lib/consent/consenting-sql";
import { formatInstant, SqlBinder } from "@/lib/kernel/sql-binder";
import { readColumns } from "@/lib/platform/warehouse/read-columns";
import { storedValue } from "@/lib/profiles/stored-value";
import {
	type Cluster,
	type ConsentRow,
	type EventRow,
	emptyHistory,
	type MembershipRow,
	type PropertyValue,
	type TraitRow,
} from "@/lib/rules/evaluate/person-history";
import { type ReadPart, readEventsAfter } from "@/lib/rules/event-reach";
import type { Needs } from "@/lib/rules/needs";
import { propertyPath } from "@/lib/rules/property-path";
import { groupEvents } from "@/lib/rules/server/group-events";
import { readIdentities } from "@/lib/rules/server/read-identities";
import type { Context } from "@/lib/workspaces/server/context";

/** People with many events are read in few at a time, so that memory stays bounded. */
const peoplePerRead = 1_000;

/**
 * What is known of some people, as far as rules need it: their own rows and those of everyone merged into
 * them, under the root's number. Numbers of merged people lead to their root. No one is left out: a
 * nonexistent number is absent from the result. If no rule is evaluated before `askedFrom` (milliseconds),
 * events that no window reaches any more are skipped.
 */
export async function readPeople(
	ctx: Context,
	uids: readonly number[],
	needs: Needs,
	askedFrom: number | null = null,
): Promise<Map<number, Cluster>> {
	const people = new Map<number, Cluster>();
	for (let at = 0; at < uids.length; at += peoplePerRead) {
		const some = await readSome(ctx, uids.slice(at, at + peoplePerRead), needs, askedFrom);
		for (const [uid, person] of some) {
			people.set(uid, person);
		}
	}
	return people;
}

async function readSome(
	ctx: Context,
	uids: readonly number[],
	needs: Needs,
	askedFrom: number | null,
): Promise<Map<number, Cluster>> {
	const cluster = await readIdentities(ctx, uids);
	const all = [...cluster.rootOf.keys()];
	const [events, traits, consents, memberships] = await Promise.all([
		readEvents(ctx, all, needs, askedFrom),
		readTraits(ctx, all, needs),
		readConsents(ctx, all, needs),
		readMemberships(ctx, all, needs),
	]);
	const people = new Map<number, Cluster & Lists>();
	for (const [uid, { uids: numbers, createdAt, isErased }] of cluster.people) {
		people.set(uid, {
			...emptyHistory,
			uid,
			uids: numbers,
			createdAt,
			isErased,
			events: [],
			traits: [],
			consents: [],
			memberships: [],
		});
	}
	const give = <Row>(rows: Iterable<[number, Row]>, listOf: (person: Lists) => Row[]) => {
		for (const [uid, row] of rows) {
			const person = people.get(cluster.rootOf.get(uid) ?? uid);
			if (person) listOf(person).push(row);
		}
	};
	give(events, (person) => person.events);
	give(traits, (person) => person.traits);
	give(consents, (person) => person.consents);
	give(memberships, (person) => person.memberships);
	return people;
}

type Lists = { events: EventRow[]; traits: TraitRow[]; consents: ConsentRow[]; memberships: MembershipRow[] };

async function readEvents(
	ctx: Context,
	uids: readonly number[],
	{ events, properties, reach }: Needs,
	askedFrom: number | null,
): Promise<[number, EventRow][]> {
	if (events !== "all" && events.length === 0) return [];
	const read = await Promise.all(
		groupEvents(events, properties).map((group) => {
			const parts =
				askedFrom === null
					? [{ ...group, after: null }]
					: readEventsAfter(group, reach, { from: askedFrom, timeZone: ctx.workspace.timeZone });
			return readEventsOf(ctx, uids, group.properties, parts);
		}),
	);
	return read.flat();
}

async function readEventsOf(
	ctx: Context,
	uids: readonly number[],
	properties: readonly string[],
	parts: readonly ReadPart[],
): Promise<[number, EventRow][]> {
	const binder = new SqlBinder();
	const columns = properties.map((name) => `, properties.${propertyPath(name)}`).join("");
	const wanted = parts.map((part) => partSql(part, binder));
	const sql = `SELECT uid, event, toUnixTimestamp64Milli(time), toString(message)${columns} FROM events_by_person
		WHERE ws = ${binder.bind(ctx.workspace.number, "UInt32")} AND uid IN (${binder.bind(uids, "Array(UInt32)")}) AND (${wanted.join(" OR ")})`;
	// Safe because the columns are selected in this order and with these types.
	const [uid = [], event = [], time = [], message = [], ...values] = (await readColumns(
		ctx.warehouse,
		"segments.read_events",
		binder.finish(sql),
	)) as [number[], string[], number[], string[], ...(PropertyValue | null)[][]];
	return uid.map((person, row) => {
		const found: Record<string, PropertyValue> = {};
		for (const [column, name] of properties.entries()) {
			const value = values[column]?.[row];
			if (value !== null && value !== undefined) found[name] = value;
		}
		return [
			person,
			{ event: event[row] ?? "", time: time[row] ?? 0, message: message[row] ?? "", properties: found },
		];
	});
}

function partSql({ events, isExcept, after }: ReadPart, binder: SqlBinder): string {
	const named =
		isExcept && events.length === 0
			? "1"
			: `event ${isExcept ? "NOT IN" : "IN"} (${binder.bind(events, "Array(String)")})`;
	return after === null
		? named
		: `(${named} AND time > ${binder.bind(formatInstant(after), "DateTime64(3, 'UTC')")})`;
}

async function readTraits(
	ctx: Context,
	uids: readonly number[],
	{ traits }: Needs,
): Promise<[number, TraitRow][]> {
	if (traits.length === 0) return [];
	const binder = new SqlBinder();
	const sql = `SELECT uid, trait, toString(type), string_value, number_value, list_value, priority,
			toUnixTimestamp64Milli(valid_from), toUnixTimestamp64Milli(recorded_at), seq
		FROM trait_history WHERE ws = ${binder.bind(ctx.workspace.number, "UInt32")}
			AND trait IN (${binder.bind(traits, "Array(String)")}) AND uid IN (${binder.bind(uids, "Array(UInt32)")})`;
	// Safe because the columns are selected in this order and with these types.
	const [
		uid = [],
		trait = [],
		type = [],
		text = [],
		number = [],
		list = [],
		priority = [],
		from = [],
		at = [],
		seq = [],
	] = (await readColumns(ctx.warehouse, "segments.read_traits", binder.finish(sql))) as [
		number[],
		string[],
		TraitRow["value"]["type"][],
		string[],
		number[],
		string[][],
		number[],
		number[],
		number[],
		number[],
	];
	return uid.map((person, row) => [
		person,
		{
			trait: trait[row] ?? "",
			value: storedValue(type[row] ?? "unset", text[row] ?? "", number[row] ?? 0, list[row] ?? []),
			priority: priority[row] ?? 0,
			validFrom: from[row] ?? 0,
			recordedAt: at[row] ?? 0,
			seq: seq[row] ?? 0,
		},
	]);
}

async function readConsents(
	ctx: Context,
	uids: readonly number[],
	{ purposes }: Needs,
): Promise<[number, ConsentRow][]> {
	if (purposes.length === 0) return [];
	const binder = new SqlBinder();
	const sql = `SELECT uid, purpose, state = 'granted', toUnixTimestamp64Milli(effective_at), toUnixTimestamp64Milli(recorded_at), seq,
			tupleElement(${wordOrderSql}, 1)
		FROM consent_history WHERE ws = ${binder.bind(ctx.workspace.number, "UInt32")}
			AND purpose IN (${binder.bind(purposes, "Array(String)")}) AND uid IN (${binder.bind(uids, "Array(UInt32)")})`;
	// Safe because the columns are selected in this order and with these types.
	const [uid = [], purpose = [], granted = [], effective = [], recorded = [], seq = [], own = []] =
		(await readColumns(ctx.warehouse, "segments.read_consents", binder.finish(sql))) as [
			number[],
			string[],
			number[],
			number[],
			number[],
			number[],
			number[],
		];
	return uid.map((person, row) => [
		person,
		{
			purpose: purpose[row] ?? "",
			isGranted: granted[row] === 1,
			isOwn: own[row] === 1,
			effectiveAt: effective[row] ?? 0,
			recordedAt: recorded[row] ?? 0,
			seq: seq[row] ?? 0,
		},
	]);
}

async function readMemberships(
	ctx: Context,
	uids: readonly number[],
	{ segments }: Needs,
): Promise<[number, MembershipRow][]> {
	if (segments.length === 0) return [];
	// Rows of an unfinished refresh must not be visible yet.
	const served = await ctx.db.segment.findMany({
		where: { workspaceId: ctx.workspace.id, id: { in: [...segments] } },
		select: { id: true, servedAt: true },
	});
	const servedTo = new Map(served.map(({ id, servedAt }) => [id, servedAt?.getTime() ?? 0]));
	const binder = new SqlBinder();
	const sql = `SELECT uid, segment, toString(change), toUnixTimestamp64Milli(effective_at), toUnixTimestamp64Milli(served_at)
		FROM membership_change WHERE ws = ${binder.bind(ctx.workspace.number, "UInt32")}
			AND segment IN (${binder.bind(segments, "Array(String)")}) AND uid IN (${binder.bind(uids, "Array(UInt32)")})`;
	// Safe because the columns are selected in this order and with these types.
	const [uid = [], segment = [], change = [], at = [], servedAt = []] = (await readColumns(
		ctx.warehouse,
		"segments.read_memberships",
		binder.finish(sql),
	)) as [number[], string[], MembershipRow["change"][], number[], number[]];
	return uid.flatMap((person, row): [number, MembershipRow][] => {
		const id = segment[row] ?? "";
		if ((servedAt[row] ?? 0) > (servedTo.get(id) ?? 0)) return [];
		return [[person, { segment: id, change: change[row] ?? "entered", effectiveAt: at[row] ?? 0 }]];
	});
}
