import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { createClient } from "@clickhouse/client";
import { openWarehouse, type Warehouse } from "@/lib/platform/warehouse/warehouse";

/** A step may rewrite a whole table. */
const longestStepMs = 12 * 60 * 60_000;

const folder = path.resolve("lib/platform/warehouse/migrations");

/** Statements of a migration file: separated by a semicolon at the end of a line; comment lines are dropped. */
function statements(text: string): string[] {
	return text
		.split("\n")
		.filter((line) => !line.trimStart().startsWith("--"))
		.join("\n")
		.split(/;\s*(?:\n|$)/)
		.map((statement) => statement.trim())
		.filter((statement) => statement !== "");
}

/**
 * Migrates the warehouse at `url` to the newest schema: numbered files, each idempotent, applied in order and
 * recorded in `schema_migration`. Returns the names applied now.
 */
export async function migrateWarehouse(url: string, databaseName: string): Promise<string[]> {
	const server = createClient({ url, application: "muster" });
	await server.command({ query: `CREATE DATABASE IF NOT EXISTS ${databaseName}` });
	await server.close();
	const warehouse = openWarehouse(url, databaseName, {
		timeoutMs: longestStepMs,
		more: { max_execution_time: 0 },
	});
	try {
		await warehouse.command({
			query:
				"CREATE TABLE IF NOT EXISTS schema_migration (name String, applied_at DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY name",
		});
		const applied: string[] = [];
		for (const file of await pendingWarehouseMigrations(warehouse)) {
			for (const query of statements(await readFile(path.join(folder, file), "utf8"))) {
				await warehouse.command({ query });
			}
			await warehouse.insert({ table: "schema_migration", values: [{ name: file }], format: "JSONEachRow" });
			applied.push(file);
		}
		return applied;
	} finally {
		await warehouse.close();
	}
}

/** The files of this version's migrations that the warehouse has not had, in order. */
export async function pendingWarehouseMigrations(warehouse: Warehouse): Promise<string[]> {
	const noted = await warehouse.query({
		query: "SELECT DISTINCT name FROM schema_migration",
		format: "JSONEachRow",
	});
	const done = new Set((await noted.json<{ name: string }>()).map((row) => row.name));
	const files = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
	return files.filter((file) => !done.has(file));
}
