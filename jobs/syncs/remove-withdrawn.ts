import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { removeWithdrawn } from "@/lib/syncs/server/remove-withdrawn";
import { systemContext } from "@/lib/workspaces/server/context";

/** One attempt at removing people who may no longer be sent from one audience; it records when the next is due. */
export const removeWithdrawnJob = defineJob({
	id: "syncs.remove-withdrawn",
	schema: z.object({ workspaceId: idSchema("wsp"), syncId: idSchema("syn") }),
	retry: usualRetry,
	timeoutSec: 540,
	run: async ({ workspaceId, syncId }, { runId, signal }) =>
		await removeWithdrawn(await systemContext(workspaceId, runId), { syncId }, { signal }),
});
