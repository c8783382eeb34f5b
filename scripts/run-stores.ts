// Keeps both built-in stores up and prints how to reach them, as lines a shell can read.
import path from "node:path";
import { openHome } from "@/lib/platform/embedded/home";
import { startPostgres } from "@/lib/platform/embedded/start-postgres";
import { startWarehouse } from "@/lib/platform/embedded/start-warehouse";
import { migrateDatabase } from "@/lib/platform/postgres/migrate-database";
import { migrateQueue } from "@/lib/platform/queue/migrate-queue";
import { migrateWarehouse } from "@/lib/platform/warehouse/migrate-warehouse";

const { folder, secrets } = await openHome(process.env.MUSTER_HOME ?? ".muster");
const port = (name: string) => Number(process.env[name] ?? 0) || undefined;
const postgres = await startPostgres({
	data: path.join(folder, "postgres"),
	password: secrets.postgresPassword,
	logFile: path.join(folder, "logs/postgres.log"),
	port: port("POSTGRES_PORT"),
});
const warehouse = await startWarehouse({
	command: { script: path.resolve("scripts/run-warehouse.ts"), execArgv: ["--import", "tsx"] },
	folder: path.join(folder, "warehouse"),
	password: secrets.warehousePassword,
	logFile: path.join(folder, "logs/warehouse.log"),
	port: port("WAREHOUSE_PORT"),
});
await migrateDatabase(postgres.url);
await migrateQueue(postgres.url);
await migrateWarehouse(warehouse.url, "muster");
for (const [name, value] of Object.entries({
	DATABASE_URL: postgres.url,
	CLICKHOUSE_URL: warehouse.url,
	MUSTER_HOME: folder,
	MUSTER_ENCRYPTION_KEYS: secrets.encryptionKeys,
	MUSTER_HASH_KEY: secrets.hashKey,
	NEXTAUTH_SECRET: secrets.sessionSecret,
})) {
	console.log(`export ${name}='${value}'`);
}
const stop = async () => {
	await Promise.all([warehouse.stop(), postgres.stop()]);
	process.exit(0);
};
process.on("SIGINT", () => void stop());
process.on("SIGTERM", () => void stop());
