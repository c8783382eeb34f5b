import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { runDueSyncs } from "@/lib/syncs/server/run-due-syncs";

export const runDueSyncsJob = defineJob({
	id: "syncs.run-due",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 60,
	every: "minute",
	run: () => runDueSyncs(),
});
