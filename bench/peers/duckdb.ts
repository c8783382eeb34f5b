import { existsSync, rmSync } from "node:fs";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { countries, devices, eventNames, plans } from "@/bench/data/shape";
import type { ParquetFiles } from "@/bench/peers/export-parquet";
import type { Peer } from "@/bench/peers/peer";

async function open(file: string): Promise<{ connection: DuckDBConnection; close: () => Promise<void> }> {
	const instance = await DuckDBInstance.create(file, { threads: "2", memory_limit: "6GB" });
	const connection = await instance.connect();
	return {
		connection,
		close: async () => {
			connection.closeSync();
			instance.closeSync();
		},
	};
}

const enumOf = (values: readonly string[]) => `ENUM (${values.map((value) => `'${value}'`).join(", ")})`;

/** Typed columns, sorted so that a query skips the row groups of other events and other times. */
export async function loadDuckdb(file: string, { people, events }: ParquetFiles): Promise<void> {
	rmSync(file, { force: true });
	const { connection, close } = await open(file);
	try {
		await connection.run(`CREATE TYPE event_name AS ${enumOf(eventNames)}`);
		await connection.run(`CREATE TYPE device_name AS ${enumOf(devices)}`);
		await connection.run(`CREATE TYPE country_code AS ${enumOf(countries)}`);
		await connection.run(`CREATE TYPE plan_name AS ${enumOf(plans)}`);
		await connection.run(`CREATE TABLE prof (uid INTEGER NOT NULL, plan plan_name, country country_code, age INTEGER, ltv DOUBLE, subscribed BOOLEAN);
INSERT INTO prof SELECT * FROM read_parquet('${people}') ORDER BY uid`);
		await connection.run(`CREATE TABLE ev (uid INTEGER NOT NULL, event event_name, ts TIMESTAMP, device device_name, country country_code, product_id INTEGER, revenue DOUBLE, page VARCHAR);
INSERT INTO ev SELECT * FROM read_parquet([${events.map((name) => `'${name}'`).join(", ")}]) ORDER BY event, ts`);
	} finally {
		await close();
	}
}

/** The loaded file, with two threads. */
export async function openDuckdb(file: string): Promise<Peer> {
	if (!existsSync(file)) throw new Error(`${file} is not loaded`);
	const { connection, close } = await open(file);
	return {
		name: "DuckDB",
		ask: async (sql) => {
			const [row] = (await connection.runAndReadAll(sql)).getRows();
			if (!row) throw new Error("DuckDB gave no row");
			return row.map(Number);
		},
		close,
	};
}

/** Subset of the events as CSV, for an engine that does not read Parquet. */
export async function parquetToCsv(files: readonly string[], columns: string, csv: string): Promise<void> {
	const { connection, close } = await open(":memory:");
	try {
		const names = files.map((name) => `'${name}'`).join(", ");
		await connection.run(
			`COPY (SELECT ${columns} FROM read_parquet([${names}])) TO '${csv}' (FORMAT csv, HEADER false)`,
		);
	} finally {
		await close();
	}
}
