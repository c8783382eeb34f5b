import { chmod, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { parquetToCsv } from "@/bench/peers/duckdb";
import type { ParquetFiles } from "@/bench/peers/export-parquet";
import type { Peer } from "@/bench/peers/peer";
import { startPostgres } from "@/lib/platform/embedded/start-postgres";

const manyEvents = 20_000_000;

function start(folder: string, events: number) {
	return startPostgres({
		data: path.join(folder, "postgres"),
		password: "bench",
		logFile: path.join(folder, "postgres.log"),
		settings: {
			shared_buffers: events >= manyEvents ? "6GB" : "1GB",
			effective_cache_size: "12GB",
			work_mem: "512MB",
			maintenance_work_mem: "1GB",
			max_wal_size: "8GB",
			random_page_cost: "1.1",
			max_worker_processes: "4",
			max_parallel_workers: "1",
			// Two, with the querying process.
			max_parallel_workers_per_gather: "1",
			max_parallel_maintenance_workers: "1",
		},
	});
}

async function connect(url: string): Promise<pg.Client> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	return client;
}

const eventColumns = "uid, event, ts, device, country, product_id, revenue, page";
const peopleColumns = "uid, plan, country, age, ltv, subscribed";

/** Loads the first events into a server of its own, with the indexes a careful user would create. */
export async function loadPostgres(folder: string, files: ParquetFiles, events: number): Promise<void> {
	await rm(path.join(folder, "postgres"), { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const server = await start(folder, events);
	const client = await connect(server.url);
	const copy = async (table: string, columns: string, sources: readonly string[]) => {
		const csv = path.join(folder, `${table}.csv`);
		await parquetToCsv(sources, columns, csv);
		await chmod(csv, 0o644);
		await client.query(`COPY ${table} (${columns}) FROM '${csv}' (FORMAT csv)`);
		await rm(csv);
	};
	try {
		await client.query(`CREATE TABLE prof (uid integer PRIMARY KEY, plan text, country text, age integer, ltv float8, subscribed boolean);
CREATE TABLE ev (uid integer NOT NULL, event text NOT NULL, ts timestamp NOT NULL, device text, country text, product_id integer, revenue float8, page text)`);
		await copy("prof", peopleColumns, [files.people]);
		await copy("ev", eventColumns, files.eventsSubset);
		await client.query("CREATE INDEX ON ev (event, ts) INCLUDE (uid, revenue, product_id)");
		await client.query("CREATE INDEX ON ev (uid, ts)");
		await client.query("VACUUM ANALYZE");
	} finally {
		await client.end();
		await server.stop();
	}
}

/** The loaded server. */
export async function openPostgres(folder: string, events: number): Promise<Peer> {
	const server = await start(folder, events);
	const client = await connect(server.url);
	return {
		name: "Postgres",
		ask: async (sql) => {
			const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
			const [row] = rows;
			if (!row) throw new Error("Postgres gave no row");
			return row.map(Number);
		},
		close: async () => {
			await client.end();
			await server.stop();
		},
	};
}
