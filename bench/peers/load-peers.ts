import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadDuckdb, openDuckdb } from "@/bench/peers/duckdb";
import { exportParquet } from "@/bench/peers/export-parquet";
import type { Peer } from "@/bench/peers/peer";
import { loadPostgres, openPostgres } from "@/bench/peers/postgres";
import type { BenchOptions } from "@/bench/support/options";

/** What the peers' data depends on: it is kept while this stays the same. */
function stampOf(): string {
	const hash = createHash("sha256");
	const files = ["bench/data/shape.ts", "bench/data/made-rows.ts"];
	for (const name of readdirSync("bench/peers").sort()) files.push(path.join("bench/peers", name));
	for (const file of files) hash.update(readFileSync(file));
	return hash.digest("hex");
}

/** Loads the peers with the same data, unless already done, and opens them. Postgres only on request. */
export async function openPeers(
	options: BenchOptions,
	wanted: { postgres: boolean },
): Promise<{ duckdb: Peer; postgres: Peer | undefined }> {
	const folder = path.join(options.folder, "peers");
	const file = path.join(folder, "duckdb.db");
	const stampFile = path.join(folder, "loaded.txt");
	const stamp = stampOf();
	const loaded = existsSync(stampFile) ? readFileSync(stampFile, "utf8").split("\n") : [];
	const hasPostgres = wanted.postgres && options.postgresEvents > 0;
	const needed = ["duckdb", ...(hasPostgres ? [`postgres ${options.postgresEvents}`] : [])];
	const missing = needed.filter((name) => !loaded.includes(`${name} ${stamp}`));
	if (missing.length > 0) {
		console.log(`    Loading ${missing.join(" and ")}`);
		const exported = path.join(folder, "parquet");
		const files = await exportParquet(exported, options, options.postgresEvents);
		if (missing.includes("duckdb")) await loadDuckdb(file, files);
		if (missing.some((name) => name !== "duckdb")) await loadPostgres(folder, files, options.postgresEvents);
		rmSync(exported, { recursive: true });
		const kept = loaded.filter(
			// Loading Postgres replaces what it held.
			(line) => line.endsWith(` ${stamp}`) && (!hasPostgres || !line.startsWith("postgres")),
		);
		writeFileSync(stampFile, [...kept, ...needed.map((name) => `${name} ${stamp}`)].join("\n"));
	}
	return {
		duckdb: await openDuckdb(file),
		postgres: hasPostgres ? await openPostgres(folder, options.postgresEvents) : undefined,
	};
}
