import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { runDueRemovals } from "@/lib/syncs/server/run-due-removals";

/** Every minute: has people removed who withdrew or were suppressed, wherever that is due. */
export const runDueRemovalsJob = defineJob({
	id: "syncs.run-due-removals",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 50,
	every: "minute",
	run: async () => await runDueRemovals(),
});
