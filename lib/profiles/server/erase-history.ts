import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import type { Context } from "@/lib/workspaces/server/context";

// Not among them: assignment and outcome, which hold a number without a person (an experiment keeps its denominators),
// and profile_change, which says that this number is erased.
const rowTables = [
	"events",
	"events_by_person",
	"events_by_time",
	"trait_history",
	"trait_snapshot",
	"consent_history",
];

/** Sets of people that are read as they stand, with the columns that hold them. */
const setTables: Record<string, string[]> = {
	stored_list: ["people"],
	trait_value: ["people"],
	people_snapshot: ["everyone", "known"],
};

/** Membership: segments take people out themselves, so that their sizes follow. */
const membershipTables = { rows: ["membership_change"], sets: { membership: ["people"] } };

const countLeft = defineQuery({
	name: "profiles.count_of_erased",
	row: z.object({ rows: z.coerce.number(), sets: z.coerce.number() }),
	build: ({ ws, uids }: { ws: number; uids: readonly number[] }) => {
		const binder = new SqlBinder();
		const bound = binder.bind(ws, "UInt32");
		const list = binder.bind([...uids], "Array(UInt32)");
		const rows = [...rowTables, ...membershipTables.rows].map(
			(table) => `(SELECT count() FROM ${table} WHERE ws = ${bound} AND uid IN ${list})`,
		);
		const sets = Object.entries({ ...setTables, ...membershipTables.sets }).flatMap(([table, columns]) =>
			columns.map(
				(column) =>
					`(SELECT count() FROM ${table} WHERE ws = ${bound} AND bitmapHasAny(${column}, bitmapBuild(${list})))`,
			),
		);
		return binder.finish(`SELECT ${rows.join(" + ")} AS rows, ${sets.join(" + ")} AS sets`);
	},
});

/** What the warehouse still holds of erased people: rows, and stored sets they are in. */
export async function countErased(
	ctx: Context,
	uids: readonly number[],
): Promise<{ rows: number; sets: number }> {
	const [left] = await countLeft(ctx.warehouse, { ws: ctx.workspace.number, uids });
	if (!left) throw new Error("The warehouse gave no counts");
	return left;
}

/**
 * Deletes what the warehouse holds of erased people and takes them out of stored sets; answers how many rows there
 * were. Work that began before the erasure may still write some: call it until `countErased` finds nothing.
 */
export async function eraseHistory(ctx: Context, uids: readonly number[]): Promise<number> {
	// Rows of theirs still on the way must arrive before they are deleted.
	await settleOutbox(ctx.db, ctx.warehouse);
	const { rows } = await countErased(ctx, uids);
	for (const [table, columns] of Object.entries(setTables)) await leaveSets(ctx, table, columns, uids);
	for (const table of rowTables) await deleteRows(ctx, table, uids);
	// Those of kind profile stay: they tell snapshots and segments that this number is gone.
	await deleteRows(ctx, "person_change", uids, "kind != 'profile'");
	return rows;
}

/** Takes people out of stored sets, in place. Table and columns are names of ours. */
export async function leaveSets(
	ctx: Context,
	table: string,
	columns: readonly string[],
	uids: readonly number[],
): Promise<void> {
	const list = "bitmapBuild({uids:Array(UInt32)})";
	const changes = columns.map((column) => `${column} = bitmapAndnot(${column}, ${list})`);
	const holds = columns.map((column) => `bitmapHasAny(${column}, ${list})`);
	await runSql(ctx.warehouse, `profiles.erase.${table}`, {
		sql: `ALTER TABLE ${table} UPDATE ${changes.join(", ")} WHERE ws = {ws:UInt32} AND (${holds.join(" OR ")})`,
		params: { ws: ctx.workspace.number, uids },
	});
}

/** Deletes people's rows. Table and condition are text of ours. */
export async function deleteRows(
	ctx: Context,
	table: string,
	uids: readonly number[],
	also = "1",
): Promise<void> {
	await runSql(ctx.warehouse, `profiles.erase.${table}`, {
		sql: `DELETE FROM ${table} WHERE ws = {ws:UInt32} AND uid IN {uids:Array(UInt32)} AND ${also}`,
		params: { ws: ctx.workspace.number, uids },
	});
}
