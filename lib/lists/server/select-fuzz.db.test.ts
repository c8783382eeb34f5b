import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionNames } from "@/lib/lists/select/functions";
import { buildSelect, readSelect } from "@/lib/lists/select/read-select";
import { spoiledSelect } from "@/lib/lists/testing/spoiled-select";
import { env } from "@/lib/platform/env";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { closeListsWarehouse, warehouseCode } from "@/lib/platform/warehouse/lists-warehouse";
import { closeWarehouse, openWarehouse, type Warehouse } from "@/lib/platform/warehouse/warehouse";

/** Two workspaces that no other test uses; no one of the second may ever be answered. */
const [own, other] = [4_200_001, 4_200_002];
/** The user with every right: only the SELECT's own text keeps it in. */
let unjailed: Warehouse;

beforeAll(async () => {
	unjailed = openWarehouse(env.CLICKHOUSE_URL, env.CLICKHOUSE_DATABASE);
	const at = new Date().toISOString();
	const rows = [1, 2, 900].map((uid) => ({ ws: uid === 900 ? other : own, uid }));
	await insertRows(
		unjailed,
		"events",
		rows.map((row) => ({
			...row,
			event: "Seen",
			time: at,
			message: "1",
			received_at: at,
			source: "s",
			properties: {},
		})),
	);
	await insertRows(
		unjailed,
		"trait_history",
		rows.map((row) => ({
			...row,
			trait: "plan",
			type: "string",
			string_value: "pro",
			number_value: 0,
			list_value: [],
			priority: 0,
			source: "s",
			valid_from: at,
			recorded_at: at,
		})),
	);
	await insertRows(
		unjailed,
		"consent_history",
		rows.map((row) => ({
			...row,
			purpose: "p",
			state: "granted",
			effective_at: at,
			recorded_at: at,
			source: "s",
			statement: "",
		})),
	);
});

afterAll(async () => {
	await unjailed.close();
	await closeListsWarehouse();
	await closeWarehouse();
});

async function answer(query: string, params: Record<string, unknown>): Promise<unknown[] | null> {
	try {
		const result = await unjailed.query({ query, query_params: params, format: "JSONEachRow" });
		return await result.json();
	} catch (error) {
		// A SELECT the engine rejects returns no one.
		if (warehouseCode(error) !== null) return null;
		throw error;
	}
}

describe("a spoiled SELECT, with every right to read", () => {
	it("is refused, or reads this workspace's rows of the three tables alone", {
		timeout: 240_000,
	}, async () => {
		let run = 0;
		let answered = 0;
		const seen = new Set<string>();
		await fc.assert(
			fc.asyncProperty(spoiledSelect, async (sql) => {
				const read = readSelect(sql);
				if (!read.ok || seen.has(sql)) return;
				seen.add(sql);
				run += 1;
				const { sql: built, params } = buildSelect(read.query, own);
				const tree = await answer(`SELECT explain FROM (EXPLAIN QUERY TREE run_passes = 0 ${built})`, params);
				const lines = JSON.stringify(tree ?? []);
				// In the engine's reading, before anything is resolved, every table is one of ours or nothing at all.
				const names = [...lines.matchAll(/IDENTIFIER id: \d+, identifier: ([^,"\\]+)/g)].map(
					([, name]) => name ?? "",
				);
				expect(names.filter((name) => /system|passwd|by_person|profile_change|muster/.test(name))).toEqual(
					[],
				);
				expect(lines).not.toContain("TABLE_FUNCTION");
				const resolved = JSON.stringify(
					(await answer(`SELECT explain FROM (EXPLAIN QUERY TREE ${built})`, params)) ?? [],
				);
				const tables = [...resolved.matchAll(/table_name: ([^,"\\]+)/g)].map(([, name]) => name);
				for (const table of tables) {
					expect(["muster.events", "muster.trait_history", "muster.consent_history"]).toContain(table);
				}
				const people = await answer(built, params);
				if (people === null) return;
				answered += 1;
				expect(tables.length).toBeGreaterThan(0);
				expect(JSON.stringify(people)).not.toContain("900}");
			}),
			{ seed: testSeed, numRuns: 800, endOnFailure: true },
		);
		expect(run).toBeGreaterThan(40);
		expect(answered).toBeGreaterThan(20);
	});

	it("offers the functions that the engine has, in its spelling", async () => {
		const known = (await answer("SELECT name FROM system.functions", {})) as { name: string }[];
		// The last two are read by the engine's parser itself.
		const names = new Set([...known.map(({ name }) => name), "dateAdd", "dateSub"]);
		expect(functionNames().filter((name) => !names.has(name) && !names.has(name.replace(/If$/, "")))).toEqual(
			[],
		);
	});
});
