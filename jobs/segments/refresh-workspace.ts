import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { refreshDueSegments, refreshSavedSegment } from "@/lib/segments/server/refresh/refresh-due-segments";
import { systemContext } from "@/lib/workspaces/server/context";

/** Refreshes the segments of one workspace whose turn has come; or only one that was just saved. */
export const refreshWorkspaceJob = defineJob({
	id: "segments.refresh-workspace",
	schema: z.object({ workspaceId: idSchema("wsp"), segmentId: idSchema("seg").optional() }),
	retry: usualRetry,
	timeoutSec: 1800,
	run: async ({ workspaceId, segmentId }, { runId, signal }) => {
		const ctx = await systemContext(workspaceId, runId);
		if (segmentId) return await refreshSavedSegment(ctx, segmentId);
		return await refreshDueSegments(ctx, signal);
	},
});
