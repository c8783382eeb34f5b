// The worker process: runs background jobs from the queue in Postgres, or, when TRIGGER_SECRET_KEY is set, passes them
// on to Trigger.dev. Several may run at once; one that is killed loses nothing.
import { jobs } from "@/jobs/registry";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { startWorker } from "@/lib/platform/queue/start-worker";

/**
 * Jobs mostly wait for the stores. Two imports, a trait and some syncs must leave room for a newly saved
 * segment.
 */
const runsAtOnce = 8;

const isRelay = env.TRIGGER_SECRET_KEY !== undefined;
const worker = await startWorker(
	jobs,
	isRelay
		? { remote: (await import("@/lib/platform/queue/trigger-server")).triggerServer }
		: { concurrency: runsAtOnce },
);
log.info("worker.ready", {
	backend: isRelay ? "trigger.dev" : "postgres",
	jobs: jobs.length,
	pid: process.pid,
});

let isStopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
	process.on(signal, () => {
		if (isStopping) return;
		isStopping = true;
		log.info("worker.stopping", { signal });
		void worker.stop();
	});
}

try {
	await worker.done;
	log.info("worker.stopped");
} catch (error) {
	log.error("worker.failed", { error });
	process.exitCode = 1;
}
await closeDatabase();
process.exit();
