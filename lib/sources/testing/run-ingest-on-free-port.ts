import { database } from "@/lib/platform/postgres/database";
import { warehouse } from "@/lib/platform/warehouse/warehouse";
import { startIngest } from "@/lib/sources/server/ingest/start-ingest";

// A process for tests to kill: prints its address and serves until then.
const ingest = await startIngest({
	db: database(),
	warehouse: warehouse(),
	port: 0,
	publicUrl: "https://muster.example.com",
	// Also what the benchmark measures: the way in, and no policy.
	limits: { perKey: 0, perAddress: 0 },
});
process.stdout.write(`${ingest.url}\n`);
