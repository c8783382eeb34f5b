import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { closeDatabase, database } from "@/lib/platform/postgres/database";
import { closeWarehouse, warehouse } from "@/lib/platform/warehouse/warehouse";
import { startIngest } from "@/lib/sources/server/ingest/start-ingest";

// The ingest process. Started by scripts/muster.mjs; the web app forwards /v1 to it.
const ingest = await startIngest({
	db: database(),
	warehouse: warehouse(),
	port: env.INGEST_PORT,
	host: env.INGEST_HOST,
	publicUrl: env.NEXTAUTH_URL,
	limits: { perKey: env.INGEST_REQUESTS_PER_KEY, perAddress: env.INGEST_REQUESTS_PER_ADDRESS },
});
log.info("ingest.started", { url: ingest.url });

let isStopping = false;
async function stop(signal: string): Promise<void> {
	if (isStopping) return;
	isStopping = true;
	log.info("ingest.stopping", { signal });
	await ingest.stop();
	await closeWarehouse();
	await closeDatabase();
	process.exit(0);
}
process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));
