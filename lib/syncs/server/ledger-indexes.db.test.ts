import { afterAll, expect, it } from "vitest";
import { closeDatabase, database } from "@/lib/platform/postgres/database";

afterAll(closeDatabase);

/** What the intent of a request changes of each of its keys. */
const changedByIntent = [
	"state",
	"state_before",
	"there_since",
	"since",
	"reason",
	"retry_at",
	"run_id",
	"request_seq",
];

it("no index of the ledger's keys names what every request changes: each would be written anew by it", async () => {
	const indexes = await database().$queryRaw<{ name: string; columns: string[] }[]>`
		SELECT c.relname AS name, array_agg(DISTINCT a.attname::text) AS columns
		FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
			JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
				AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid AND d.refobjsubid > 0
			JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = d.refobjsubid
		WHERE i.indrelid = 'delivery_key'::regclass GROUP BY 1 ORDER BY 1`;
	expect(indexes.map(({ name }) => name)).toEqual([
		"delivery_key_due_idx",
		"delivery_key_held_back_idx",
		"delivery_key_moves_to_idx",
	]);
	for (const { name, columns } of indexes)
		expect(
			columns.filter((column) => changedByIntent.includes(column)),
			name,
		).toEqual([]);
});
