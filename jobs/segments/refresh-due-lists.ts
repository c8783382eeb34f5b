import { z } from "zod";
import { defineJob, usualRetry } from "@/lib/platform/queue/define-job";
import { enqueueDueLists } from "@/lib/segments/server/lists/enqueue-due-lists";

/** Every minute: asks for the SELECTs of lists whose turn has come. */
export const refreshDueListsJob = defineJob({
	id: "segments.refresh-due-lists",
	schema: z.object({}),
	queue: { name: "ticks", concurrencyLimit: 1 },
	retry: usualRetry,
	timeoutSec: 50,
	cron: "* * * * *",
	run: async () => await enqueueDueLists(),
});
