import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { defineJob, usualRetry } from "@/lib/platform/queue/define-job";
import { refreshDueSegments } from "@/lib/segments/server/refresh-due-segments";
import { systemContext } from "@/lib/workspaces/server/context";

/** Refreshes the segments of one workspace whose turn has come, one after the other. */
export const refreshWorkspaceJob = defineJob({
	id: "segments.refresh-workspace",
	schema: z.object({ workspaceId: idSchema("wsp") }),
	retry: usualRetry,
	timeoutSec: 1800,
	run: async ({ workspaceId }, { runId, signal }) =>
		await refreshDueSegments(await systemContext(workspaceId, runId), signal),
});
