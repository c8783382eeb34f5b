import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { idSchema } from "@/lib/kernel/ids";
import { refreshList } from "@/lib/lists/server/refresh-list";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { refreshListUsers } from "@/lib/segments/server/refresh/refresh-list-users";
import { systemContext } from "@/lib/workspaces/server/context";

/** Runs the SELECT that keeps a list; segments that name it follow. */
export const refreshListJob = defineJob({
	id: "segments.refresh-list",
	schema: z.object({ workspaceId: idSchema("wsp"), listId: idSchema("lst") }),
	retry: usualRetry,
	timeoutSec: 600,
	run: async ({ workspaceId, listId }, job) => {
		const ctx = await systemContext(workspaceId, job.runId);
		try {
			const list = await refreshList(ctx, listId);
			await refreshListUsers(ctx, listId);
			return list;
		} catch (error) {
			// Archived since it was requested: no one waits for it any more.
			if (error instanceof AppError && error.code === "precondition") return { skipped: error.message };
			throw error;
		}
	},
});
