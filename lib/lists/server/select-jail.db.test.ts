import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import {
	closeListsWarehouse,
	listsWarehouse,
	ofWorkspace,
	warehouseCode,
} from "@/lib/platform/warehouse/lists-warehouse";
import { closeWarehouse, type Warehouse, warehouse } from "@/lib/platform/warehouse/warehouse";

/** Two workspaces that no other test uses. */
const [own, other] = [4_100_001, 4_100_002];
let jailed: Warehouse;

beforeAll(async () => {
	const now = new Date().toISOString();
	const row = (ws: number, uid: number) => ({
		ws,
		uid,
		event: "Seen",
		time: now,
		message: "1",
		received_at: now,
		source: "s",
		properties: {},
	});
	await insertRows(warehouse(), "events", [row(own, 1), row(own, 2), row(other, 900)]);
	jailed = await listsWarehouse();
});

afterAll(async () => {
	await closeListsWarehouse();
	await closeWarehouse();
});

async function rows(
	query: string,
	client = jailed,
	settings: Record<string, string> = ofWorkspace(own),
): Promise<unknown[]> {
	const answer = await client.query({ query, format: "JSONEachRow", clickhouse_settings: settings });
	return answer.json();
}

async function codeOf(query: string, client = jailed, settings?: Record<string, string>): Promise<string> {
	try {
		return `answered ${JSON.stringify(await rows(query, client, settings))}`;
	} catch (error) {
		const code = warehouseCode(error);
		if (code !== null) return String(code);
		throw error;
	}
}

describe("the warehouse user for lists, whatever the query", () => {
	it("reads the rows of the workspace it names, and no other's", async () => {
		expect(await rows("SELECT uid FROM events ORDER BY uid")).toEqual([{ uid: 1 }, { uid: 2 }]);
		expect(await rows(`SELECT uid FROM events WHERE ws = ${other}`)).toEqual([]);
		expect(
			await rows("SELECT uid FROM events AS a WHERE uid IN (SELECT uid FROM muster.events WHERE uid = 900)"),
		).toEqual([]);
		expect(await codeOf("SELECT uid FROM events", jailed, {})).toBe("497");
		expect(await codeOf("SELECT uid FROM events", jailed, { SQL_muster_ws: "1 OR 1" })).toBe("497");
		const lifted = { ...ofWorkspace(own), additional_table_filters: "{}", readonly: "0" };
		expect(await rows("SELECT uid FROM events WHERE uid = 900", jailed, lifted)).toEqual([]);
	});

	it.each([
		"SELECT uid FROM events_by_person",
		"SELECT count() FROM profile_change",
		"SELECT count() FROM `/etc/passwd`",
		"SELECT count() FROM default.`/etc/passwd`",
		"SELECT * FROM file('/etc/passwd', 'LineAsString')",
		"SELECT file('/etc/passwd')",
		"SELECT `file`('/etc/passwd')",
		"SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
		"SELECT * FROM remote('127.0.0.1', muster.assignment)",
		"SELECT * FROM executable('id', 'LineAsString', 'x String')",
		"SELECT ws FROM merge('muster', '^events$')",
		"SELECT ws FROM events AS a, Merge('muster', '^events$')",
		"SELECT * FROM loop('muster', 'assignment')",
		"SELECT * FROM mergeTreeIndex('muster', 'assignment')",
		"SELECT hasColumnInTable('muster', 'assignment', 'uid')",
		"SELECT 1; SET ROLE main",
		"SELECT 1 SETTINGS readonly = 0",
		"SELECT 1 INTO OUTFILE '/tmp/never'",
		"SET ROLE main",
		"INSERT INTO events (ws) VALUES (1)",
		"CREATE TABLE muster.x (a UInt8) ENGINE = Memory",
		"DROP TABLE events",
	])("is denied %s", async (sql) => {
		expect(await codeOf(sql)).toMatch(/^(497|60|81|164|481|291)$/);
	});

	it.each(["processes", "tables", "databases", "parts", "columns"])(
		"sees nothing in system.%s",
		async (table) => {
			// The word is refused; without that wall its rows are filtered away.
			expect(await codeOf(`SELECT count() AS n FROM system.${table}`)).toBe("497");
			expect(await rows(`SELECT count() AS n FROM \`system\`.${table}`)).toEqual([{ n: "0" }]);
		},
	);
});

describe("the built-in engine, for everyone", () => {
	it.each([
		"SELECT count() FROM `/etc/passwd`",
		"SELECT count() FROM default.`/etc/passwd`",
		"SELECT count() FROM default.`../secrets.json`",
	])("has no database over the file system: %s", async (sql) => {
		expect(await codeOf(sql, warehouse(), {})).toBe("60");
	});
});
