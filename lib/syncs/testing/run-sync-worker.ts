// A worker in a process of its own, for tests that kill it: run-sync-worker.ts <job id>.
import { startWorker } from "@/lib/platform/queue/start-worker";
import { defineSyncJob } from "@/lib/syncs/testing/define-sync-job";

const [, , jobId = ""] = process.argv;
await startWorker([defineSyncJob(jobId)], { hasTicks: false });
