import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { runSync } from "@/lib/syncs/server/run-sync";
import { systemContext } from "@/lib/workspaces/server/context";

type Payload = { workspaceId: string; runId: string };

/** The job that runs syncs, under an id that no other test's worker takes; `work` in place of the run. */
export function defineSyncJob(id: string, work?: (payload: Payload) => Promise<void>) {
	return defineJob({
		id,
		schema: z.object({ workspaceId: z.string(), runId: z.string() }),
		retry: { maxAttempts: 6, minDelayMs: 5_000, maxDelayMs: 300_000, factor: 3 },
		timeoutSec: 60,
		run: async ({ workspaceId, runId }, { signal }) =>
			work
				? await work({ workspaceId, runId })
				: await runSync(await systemContext(workspaceId), { runId }, { signal }),
	});
}
