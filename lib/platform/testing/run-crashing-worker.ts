// A worker process for the crash test: it says that the body has begun and then never ends, so that it can be killed.
import { writeFileSync } from "node:fs";
import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { startWorker } from "@/lib/platform/queue/start-worker";

const [, , id, marker] = process.argv;
if (!id || !marker) throw new Error("usage: run-crashing-worker <job id> <marker file>");

const job = defineJob({
	id,
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 600,
	run: async () => {
		writeFileSync(marker, "begun");
		await new Promise(() => {});
	},
});

await startWorker([job], { concurrency: 1, hasTicks: false });
