import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { defineJob, usualRetry } from "@/lib/platform/queue/define-job";
import { refreshList } from "@/lib/segments/server/lists/refresh-list";
import { systemContext } from "@/lib/workspaces/server/context";

/** Runs the SELECT that keeps a list. */
export const refreshListJob = defineJob({
	id: "segments.refresh-list",
	schema: z.object({ workspaceId: idSchema("wsp"), listId: idSchema("lst") }),
	retry: usualRetry,
	timeoutSec: 600,
	run: async ({ workspaceId, listId }, job) =>
		await refreshList(await systemContext(workspaceId, job.runId), listId),
});
