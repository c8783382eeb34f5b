import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { defineJob } from "@/lib/platform/queue/define-job";
import { abandonRun } from "@/lib/syncs/server/abandon-run";
import { runSync } from "@/lib/syncs/server/run-sync";
import { systemContext } from "@/lib/workspaces/server/context";

export const runSyncJob = defineJob({
	id: "syncs.run-sync",
	schema: z.object({ workspaceId: idSchema("wsp"), runId: idSchema("run") }),
	retry: { maxAttempts: 6, minDelayMs: 5_000, maxDelayMs: 300_000, factor: 3 },
	timeoutSec: 3_600,
	run: async ({ workspaceId, runId }, { runId: jobRunId, signal }) =>
		runSync(await systemContext(workspaceId, jobRunId), { runId }, { signal }),
	onGivenUp: async ({ workspaceId, runId }, end) =>
		await abandonRun(await systemContext(workspaceId), { runId, ...end }),
});
