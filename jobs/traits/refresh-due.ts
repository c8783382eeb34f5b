import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { enqueueDueTraits } from "@/lib/traits/server/enqueue-due-traits";

/** Every minute: enqueues a recomputation in each workspace with a due computed trait. */
export const refreshDueTraitsJob = defineJob({
	id: "traits.refresh-due",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 50,
	every: "minute",
	run: async () => await enqueueDueTraits(new Date()),
});
