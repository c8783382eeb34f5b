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

/** Sets of people that are read without a date, with the columns that hold them. */
const setTables: Record<string, string[]> = {
	stored_list: ["people"],
	snapshot_set: ["people"],
	leaf_cache: ["people"],
};

/** Changes of kind profile stay: they inform snapshots and segments that this number is gone. */
const notTheirEnd = "kind != 'profile'";

/** Membership: segments remove people themselves, so that their sizes follow. */
const membershipTables = { rows: ["membership_change"], sets: { membership: ["people"] } };

const countLeft = defineQuery({
	name: "profiles.count_of_erased",
	row: z.object({ source: z.string(), n: z.coerce.number() }),
	build: ({ ws, uids }: { ws: number; uids: readonly number[] }) => {
		const binder = new SqlBinder();
		const bound = binder.bind(ws, "UInt32");
		const list = binder.bind([...uids], "Array(UInt32)");
		const count = (table: string, where: string) =>
			`SELECT '${table}' AS source, count() AS n FROM ${table} WHERE ws = ${bound} AND (${where})`;
		const rows = [...rowTables, ...membershipTables.rows].map((table) => count(table, `uid IN ${list}`));
		const sets = Object.entries({ ...setTables, ...membershipTables.sets }).map(([table, columns]) =>
			count(table, columns.map((column) => `bitmapHasAny(${column}, bitmapBuild(${list}))`).join(" OR ")),
		);
		const changes = count("person_change", `uid IN ${list} AND ${notTheirEnd}`);
		return binder.finish([...rows, ...sets, changes].join(" UNION ALL "));
	},
});

async function countByTable(ctx: Context, uids: readonly number[]): Promise<Map<string, number>> {
	const rows = await countLeft(ctx.warehouse, { ws: ctx.workspace.number, uids });
	return new Map(rows.map(({ source, n }) => [source, n]));
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, n) => total + n, 0);

/** Rows and stored sets of the warehouse that still hold erased people. */
export async function countErased(ctx: Context, uids: readonly number[]): Promise<number> {
	return sum((await countByTable(ctx, uids)).values());
}

/**
 * Deletes what the warehouse holds of erased people and removes them from stored sets; returns how many rows
 * of events, traits and consent there were. Work that began before the erasure may still write some: call it
 * until `countErased` finds nothing.
 */
export async function eraseHistory(ctx: Context, uids: readonly number[]): Promise<number> {
	// Their rows in transit must arrive before they are deleted.
	await settleOutbox(ctx.db, ctx.warehouse);
	const held = await countByTable(ctx, uids);
	const isHeld = (table: string) => (held.get(table) ?? 0) > 0;
	for (const [table, columns] of Object.entries(setTables)) {
		if (isHeld(table)) await leaveSets(ctx, table, columns, uids);
	}
	for (const table of rowTables) if (isHeld(table)) await deleteRows(ctx, table, uids);
	if (isHeld("person_change")) await deleteRows(ctx, "person_change", uids, notTheirEnd);
	// The other tables repeat these.
	return sum(["events", "trait_history", "consent_history"].map((table) => held.get(table) ?? 0));
}

/** Removes people from stored sets, in place. Table and columns are our own names. */
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

/** The partitions of a table that hold rows of people. */
const findPartitions = defineQuery({
	name: "profiles.partitions_of_erased",
	row: z.object({ id: z.string().regex(/^[0-9a-f-]+$|^all$/) }),
	build: ({ ws, uids, table }: { ws: number; uids: readonly number[]; table: string }) => {
		const binder = new SqlBinder();
		const list = binder.bind([...uids], "Array(UInt32)");
		return binder.finish(`SELECT DISTINCT _partition_id AS id FROM ${table}
			WHERE ws = ${binder.bind(ws, "UInt32")} AND uid IN ${list} ORDER BY id`);
	},
});

/**
 * Deletes people's rows. Table and condition are our own text. A deletion scans every part unless limited: it
 * gets the partitions that hold the people.
 */
export async function deleteRows(
	ctx: Context,
	table: string,
	uids: readonly number[],
	also = "1",
): Promise<void> {
	const params = { ws: ctx.workspace.number, uids };
	for (const { id } of await findPartitions(ctx.warehouse, { ...params, table })) {
		await runSql(ctx.warehouse, `profiles.erase.${table}`, {
			sql: `DELETE FROM ${table} IN PARTITION ID '${id}' WHERE ws = {ws:UInt32} AND uid IN {uids:Array(UInt32)} AND ${also}`,
			params,
		});
	}
}
