import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openHome } from "@/lib/platform/embedded/home";
import { startPostgres } from "@/lib/platform/embedded/start-postgres";
import { startWarehouse } from "@/lib/platform/embedded/start-warehouse";
import { migrateDatabase } from "@/lib/platform/postgres/migrate-database";
import { migrateQueue } from "@/lib/platform/queue/migrate-queue";
import { migrateWarehouse } from "@/lib/platform/warehouse/migrate-warehouse";

type Environment = Record<string, string | undefined>;
const holder = globalThis as { musterTestStores?: true };

/**
 * Starts both stores for the tests, in a folder of their own that goes away with them, unless the environment names
 * servers to use. Vitest calls this for each project of db tests and the returned function after all of them: the first
 * project's stores are everyone's.
 */
export default async function startStores(): Promise<() => Promise<void>> {
	if (holder.musterTestStores) return async () => {};
	holder.musterTestStores = true;
	const environment: Environment = process.env;
	const stops: Array<() => Promise<void>> = [];
	const folder = await mkdtemp(path.join(tmpdir(), "muster-test-"));
	stops.push(() => rm(folder, { recursive: true, force: true }));
	const home = await openHome(folder);
	environment.MUSTER_HOME = folder;
	environment.MUSTER_ENCRYPTION_KEYS ??= home.secrets.encryptionKeys;
	environment.MUSTER_HASH_KEY ??= home.secrets.hashKey;
	environment.NEXTAUTH_SECRET ??= randomBytes(32).toString("base64url");
	environment.LOG_LEVEL ??= "silent";
	const ownPostgres = !environment.DATABASE_URL;
	const ownWarehouse = !environment.CLICKHOUSE_URL;
	await Promise.all([
		(async () => {
			if (ownPostgres) {
				const postgres = await startPostgres({
					data: path.join(folder, "postgres"),
					password: home.secrets.postgresPassword,
					logFile: path.join(folder, "logs/postgres.log"),
					// Its files go away with the tests, so nothing need survive a power cut.
					settings: { fsync: "off", full_page_writes: "off" },
				});
				stops.unshift(postgres.stop);
				environment.DATABASE_URL = postgres.url;
			}
			await migrateDatabase(environment.DATABASE_URL ?? "");
			await migrateQueue(environment.DATABASE_URL);
		})(),
		(async () => {
			if (ownWarehouse) {
				const warehouse = await startWarehouse({
					command: { script: path.resolve("scripts/run-warehouse.ts"), execArgv: ["--import", "tsx"] },
					folder: path.join(folder, "warehouse"),
					password: home.secrets.warehousePassword,
					logFile: path.join(folder, "logs/warehouse.log"),
				});
				stops.unshift(warehouse.stop);
				environment.CLICKHOUSE_URL = warehouse.url;
				environment.CLICKHOUSE_LISTS_URL = warehouse.listsUrl;
			}
			await migrateWarehouse(environment.CLICKHOUSE_URL ?? "", environment.CLICKHOUSE_DATABASE ?? "muster");
		})(),
	]);
	return async () => {
		for (const stop of stops) await stop();
		delete holder.musterTestStores;
	};
}
