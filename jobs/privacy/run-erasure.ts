import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { runErasure } from "@/lib/privacy/server/run-erasure";
import { systemContext } from "@/lib/workspaces/server/context";

/** One attempt at an erasure; it records when the next is due. */
export const runErasureJob = defineJob({
	id: "privacy.run-erasure",
	schema: z.object({ workspaceId: idSchema("wsp"), erasureId: idSchema("ers") }),
	retry: usualRetry,
	timeoutSec: 540,
	run: async ({ workspaceId, erasureId }, { runId, signal }) =>
		await runErasure(await systemContext(workspaceId, runId), { erasureId }, { signal }),
});
