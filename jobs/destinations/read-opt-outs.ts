import { z } from "zod";
import { readDueOptOuts } from "@/lib/destinations/server/opt-outs/read-due-opt-outs";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";

/** Every minute: asks destinations that are due whom they may no longer message. */
export const readOptOutsJob = defineJob({
	id: "destinations.read-opt-outs",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 600,
	every: "minute",
	run: async (_payload, { signal }) => await readDueOptOuts({ signal }),
});
