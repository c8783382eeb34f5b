import { z } from "zod";
import { enqueueDueLists } from "@/lib/lists/server/enqueue-due-lists";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";

/** Every minute: enqueues the SELECTs of lists that are due. */
export const refreshDueListsJob = defineJob({
	id: "segments.refresh-due-lists",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 50,
	every: "minute",
	run: async () => await enqueueDueLists(),
});
