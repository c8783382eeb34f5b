import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { followChanges } from "@/lib/segments/server/refresh/follow-changes";
import { followTraits } from "@/lib/traits/server/follow-traits";

/** Every two seconds: computed traits and segments follow what people do and what time does. */
export const followChangesJob = defineJob({
	id: "segments.follow-changes",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 120,
	every: "2 seconds",
	run: async (_, { signal }) => await followChanges(signal, followTraits),
});
