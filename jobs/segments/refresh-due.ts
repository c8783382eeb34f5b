import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { enqueueDueRefreshes } from "@/lib/segments/server/refresh/enqueue-due-refreshes";

/** Every minute: enqueues a refresh in each workspace with a due segment. */
export const refreshDueJob = defineJob({
	id: "segments.refresh-due",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 50,
	every: "minute",
	run: async () => await enqueueDueRefreshes(),
});
