import { wordOrderSql } from "@/lib/consent/consenting-sql";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { readColumns } from "@/lib/platform/warehouse/read-columns";
import { findClusters } from "@/lib/profiles/server/find-clusters";
import { storedValue } from "@/lib/profiles/stored-value";
import {
	consentKey,
	type HeldState,
	type HeldWord,
	identifierKey,
	personalKey,
	traitKey,
} from "@/lib/sources/decide-state";
import type { Intake } from "@/lib/sources/intake";
import type { TraitValue } from "@/lib/sources/trait-value";
import type { Context } from "@/lib/workspaces/server/context";

const peoplePerRead = 1_000;

/**
 * The stored state of the people in some rows, for the rows' own traits, purposes and instants. Includes
 * everything acknowledged before the call, the preceding rows too. No lock is held while the warehouse
 * responds.
 */
export async function readHeldState(
	ctx: Context,
	intakes: readonly Intake[],
	importedAt: number,
): Promise<HeldState> {
	const { personOf, found } = await findClusters(
		ctx.db,
		ctx.workspace.number,
		intakes.flatMap((intake) => intake.identifiers),
	);
	const held = {
		personOf,
		identifiers: new Set(found.map(identifierKey)),
		traits: new Map<string, TraitValue>(),
		consents: new Map<string, HeldWord>(),
		personal: new Set<string>(),
	};
	const uids = [...personOf.keys()];
	if (uids.length === 0) return held;
	await settleOutbox(ctx.db, ctx.warehouse);
	const names = [...new Set(intakes.flatMap((intake) => intake.traits.map((trait) => trait.name)))];
	const purposes = [...new Set(intakes.flatMap((intake) => intake.consents.map((one) => one.purpose)))];
	const instants = [...new Set(intakes.flatMap(({ traits, at }) => (traits.length > 0 ? [at] : [])))];
	for (let from = 0; from < uids.length; from += peoplePerRead) {
		const some = uids.slice(from, from + peoplePerRead);
		if (names.length > 0 && instants.includes(importedAt))
			await readTraits(ctx, held, { uids: some, names, asOf: importedAt });
		const dated = instants.filter((at) => at !== importedAt);
		for (let i = 0; i < dated.length; i += peoplePerRead) {
			await readTraits(ctx, held, { uids: some, names, at: dated.slice(i, i + peoplePerRead) });
		}
		if (purposes.length > 0) await readConsents(ctx, held, some, purposes);
	}
	const vault = await ctx.db.vaultValue.findMany({
		where: { workspaceNumber: ctx.workspace.number, uid: { in: uids } },
		select: { uid: true, field: true, valueHash: true },
	});
	for (const { uid, field, valueHash } of vault) {
		const hash = valueHash === null ? "" : Buffer.from(valueHash).toString("hex");
		held.personal.add(personalKey(personOf.get(uid) ?? uid, field, hash));
	}
	return held;
}

type Collected = {
	personOf: ReadonlyMap<number, number>;
	traits: Map<string, TraitValue>;
	consents: Map<string, HeldWord>;
};

/**
 * Values as of an instant; or, where rows say since when they are true, values stated of exactly those instants: the same
 * value stated of another time is news.
 */
async function readTraits(
	ctx: Context,
	held: Collected,
	{ uids, names, ...when }: { uids: number[]; names: string[] } & ({ asOf: number } | { at: number[] }),
): Promise<void> {
	const binder = new SqlBinder();
	const scope = `ws = ${binder.bind(ctx.workspace.number, "UInt32")} AND trait IN (${binder.bind(names, "Array(String)")})
		AND uid IN (${binder.bind(uids, "Array(UInt32)")}) AND priority = 1`;
	const known =
		"asOf" in when
			? `valid_from <= ${binder.bindInstant(when.asOf)}`
			: `toUnixTimestamp64Milli(valid_from) IN (${binder.bind(when.at, "Array(Int64)")})`;
	const instant = "asOf" in when ? "toInt64(0)" : "toUnixTimestamp64Milli(valid_from)";
	const sql = `SELECT uid, trait, said, toUnixTimestamp64Milli(newest.1), toUnixTimestamp64Milli(newest.2), newest.3,
			toString(newest.4), newest.5, newest.6, newest.7
		FROM (SELECT uid, trait, ${instant} AS said,
				max((valid_from, recorded_at, seq, type, string_value, number_value, list_value)) AS newest
			FROM trait_history WHERE ${scope} AND ${known} GROUP BY uid, trait, said)`;
	// Safe because the columns are selected in this order and with these types.
	const [
		uid = [],
		trait = [],
		said = [],
		from = [],
		recorded = [],
		seq = [],
		type = [],
		text = [],
		number = [],
		list = [],
	] = (await readColumns(ctx.warehouse, "sources.read_held_traits", binder.finish(sql))) as [
		number[],
		string[],
		number[],
		number[],
		number[],
		number[],
		TraitValue["type"][],
		string[],
		number[],
		string[][],
	];
	const newest = new Map<string, number[]>();
	for (const [row, one] of uid.entries()) {
		const person = held.personOf.get(one) ?? one;
		const key = traitKey(person, trait[row] ?? "", "asOf" in when ? when.asOf : (said[row] ?? 0));
		const place = [from[row] ?? 0, recorded[row] ?? 0, seq[row] ?? 0];
		const other = newest.get(key);
		if (other && !isLater(place, other)) continue;
		newest.set(key, place);
		held.traits.set(
			key,
			storedValue(type[row] ?? "unset", text[row] ?? "", number[row] ?? 0, list[row] ?? []),
		);
	}
}

/** Whether a row was stated after another: by instant, then by when it was recorded, then by its place there. */
function isLater(one: readonly number[], other: readonly number[]): boolean {
	const at = one.findIndex((part, i) => part !== other[i]);
	return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
}

async function readConsents(
	ctx: Context,
	held: Collected,
	uids: number[],
	purposes: string[],
): Promise<void> {
	const binder = new SqlBinder();
	const sql = `SELECT uid, purpose, last.1, toUnixTimestamp64Milli(last.2), toUnixTimestamp64Milli(last.3), last.4, last.5 FROM (
		SELECT uid, purpose, max(${wordOrderSql}) AS last
		FROM consent_history WHERE ws = ${binder.bind(ctx.workspace.number, "UInt32")}
			AND purpose IN (${binder.bind(purposes, "Array(String)")}) AND uid IN (${binder.bind(uids, "Array(UInt32)")})
		GROUP BY uid, purpose)`;
	// Safe because the columns are selected in this order and with these types.
	const [uid = [], purpose = [], own = [], at = [], recorded = [], seq = [], isDenied = []] =
		(await readColumns(ctx.warehouse, "sources.read_held_consents", binder.finish(sql))) as [
			number[],
			string[],
			number[],
			number[],
			number[],
			number[],
			number[],
		];
	const newest = new Map<string, number[]>();
	for (const [row, one] of uid.entries()) {
		const key = consentKey(held.personOf.get(one) ?? one, purpose[row] ?? "");
		const place = [own, at, recorded, seq, isDenied].map((column) => column[row] ?? 0);
		const other = newest.get(key);
		if (other && !isLater(place, other)) continue;
		newest.set(key, place);
		held.consents.set(key, {
			state: isDenied[row] === 1 ? "denied" : "granted",
			at: at[row] ?? 0,
			isOwn: own[row] === 1,
		});
	}
}
