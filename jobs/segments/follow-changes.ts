import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { deliveredChannel } from "@/lib/platform/warehouse/outbox";
import { followChanges } from "@/lib/segments/server/refresh/follow-changes";
import { followTraits } from "@/lib/traits/server/follow-traits";

/** Every two seconds, and when rows have arrived: computed traits and segments follow what people do and what time does. */
export const followChangesJob = defineJob({
	id: "segments.follow-changes",
	/** Of workspaces whose rows have just reached the warehouse. */
	schema: z.object({ notices: z.array(z.string()).default([]) }),
	retry: usualRetry,
	timeoutSec: 120,
	every: "2 seconds",
	wokenBy: deliveredChannel,
	run: async ({ notices }, { signal }) =>
		await followChanges(signal, followTraits, {
			woken: notices
				.flatMap((text) => text.split(","))
				.map(Number)
				.filter(Number.isInteger),
		}),
});
