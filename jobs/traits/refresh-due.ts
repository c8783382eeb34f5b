import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { enqueueDueTraits } from "@/lib/traits/server/enqueue-due-traits";

/** Every minute: asks for a recomputation in each workspace where a computed trait's turn has come. */
export const refreshDueTraitsJob = defineJob({
	id: "traits.refresh-due",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 50,
	every: "minute",
	run: async () => await enqueueDueTraits(new Date()),
});
