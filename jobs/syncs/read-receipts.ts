import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { readDueReceipts } from "@/lib/syncs/server/read-due-receipts";

/** Every minute: asks networks what became of uploads, and daily how large audiences are. */
export const readReceiptsJob = defineJob({
	id: "syncs.read-receipts",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 600,
	every: "minute",
	run: async (_payload, { signal }) => await readDueReceipts({ signal }),
});
