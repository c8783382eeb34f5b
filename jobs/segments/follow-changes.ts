import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { followChanges } from "@/lib/segments/server/follow-changes";
import { followTraits } from "@/lib/traits/server/follow-traits";

/** All the time: computed traits and segments follow what people do and what time does, a few seconds behind. Each run lasts almost a minute. */
export const followChangesJob = defineJob({
	id: "segments.follow-changes",
	schema: z.object({}),
	queue: { name: "follow", concurrencyLimit: 1 },
	retry: { maxAttempts: 1, minDelayMs: 0, maxDelayMs: 0, factor: 1 },
	timeoutSec: 59,
	cron: "* * * * *",
	run: async (_, { signal }) => await followChanges(signal, followTraits),
});
