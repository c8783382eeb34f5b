import { z } from "zod";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { readContact } from "@/lib/profiles/server/read-contact";
import { type StoredValue, storedValue } from "@/lib/profiles/stored-value";
import type { PersonValues } from "@/lib/syncs/mapping/apply-mapping";
import type { Mapping } from "@/lib/syncs/mapping/contracts";
import { mappingReads } from "@/lib/syncs/mapping/mapping-reads";
import type { Context } from "@/lib/workspaces/server/context";

type Input = { ws: number; uids: number[]; names: string[]; hasMerges: boolean; asOf: Date };

/** As in readTraits: of each source the last word counts, and of several sources the one that goes before. */
const readTraits = defineQuery({
	name: "syncs.trait_values",
	row: z.object({
		uid: z.coerce.number().int(),
		trait: z.string(),
		type: z.enum(["string", "number", "boolean", "date", "list", "day"]),
		text: z.string(),
		// Null: not a finite number.
		number: z.number().nullable(),
		list: z.array(z.string()),
	}),
	build: ({ ws, uids, names, hasMerges, asOf }: Input): BoundSql => {
		const binder = new SqlBinder();
		const root = rootExpressionSql(binder, { ws, hasMerges });
		return binder.finish(`
			SELECT person AS uid, trait, held.4 AS type, held.5 AS text, held.6 AS number, held.7 AS list
			FROM (
				SELECT person, trait, argMax(newest, priority) AS held FROM (
					SELECT toUInt32(${root}) AS person, trait, priority,
						max((valid_from, recorded_at, seq, type, string_value, number_value, list_value)) AS newest
					FROM trait_history
					WHERE ws = ${binder.bind(ws, "UInt32")} AND trait IN ${binder.bind(names, "Array(String)")}
						AND uid IN ${binder.bind(uids, "Array(UInt32)")} AND valid_from <= ${binder.bindInstant(asOf)}
					GROUP BY person, trait, priority HAVING newest.4 != 'unset')
				GROUP BY person, trait)`);
	},
});

/**
 * What a mapping reads of people, by root uid, right now. Personal fields come in the clear: callers have passed the
 * gates of a sync, or checked `people.read`. Ask for some thousands at once.
 */
export async function readValues(
	ctx: Context,
	{ mapping, hasMerges, asOf }: { mapping: Mapping; hasMerges: boolean; asOf: Date },
	uids: readonly number[],
): Promise<Map<number, PersonValues>> {
	const { traits: names, personal } = mappingReads(mapping);
	const [traits, contacts] = await Promise.all([
		readTraitsOf(ctx, { names, hasMerges, asOf }, uids),
		readContact(ctx, uids, personal),
	]);
	return new Map(
		uids.map((uid) => {
			const contact = contacts.get(uid) ?? {};
			const known = personal.flatMap((field) => {
				const value = contact[field];
				return value === undefined ? [] : [[field, value] as const];
			});
			return [uid, { traits: traits.get(uid) ?? new Map(), personal: new Map(known) }];
		}),
	);
}

async function readTraitsOf(
	ctx: Context,
	{ names, hasMerges, asOf }: { names: string[]; hasMerges: boolean; asOf: Date },
	uids: readonly number[],
): Promise<Map<number, Map<string, StoredValue>>> {
	const found = new Map<number, Map<string, StoredValue>>();
	if (names.length === 0 || uids.length === 0) return found;
	const ws = ctx.workspace.number;
	// Whatever absorbed people said belongs to their root.
	const all = hasMerges ? await withAbsorbed(ctx, uids) : [...uids];
	for (const row of await readTraits(ctx.warehouse, { ws, uids: all, names, hasMerges, asOf })) {
		const values = found.get(row.uid) ?? new Map<string, StoredValue>();
		values.set(row.trait, storedValue(row.type, row.text, row.number ?? Number.NaN, row.list));
		found.set(row.uid, values);
	}
	return found;
}

async function withAbsorbed(ctx: Context, uids: readonly number[]): Promise<number[]> {
	const rows = await ctx.db.$queryRaw<{ uid: number }[]>`
		SELECT uid FROM profile WHERE workspace_number = ${ctx.workspace.number} AND root_uid = ANY(${[...uids]}::int[])`;
	return rows.map((row) => row.uid);
}
