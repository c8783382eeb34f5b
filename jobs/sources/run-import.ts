import { z } from "zod";
import { campaignImport } from "@/lib/campaigns/server/imports/campaign-import";
import { AppError } from "@/lib/kernel/app-error";
import { idSchema } from "@/lib/kernel/ids";
import { listImport } from "@/lib/lists/server/list-import";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { retryDelayMs } from "@/lib/platform/queue/retry-delay";
import { refreshListUsers } from "@/lib/segments/server/refresh/refresh-list-users";
import { messageImport } from "@/lib/sources/server/imports/message-import";
import { failImport, noteBrokenTry, runImport } from "@/lib/sources/server/imports/run-import";
import { systemContext } from "@/lib/workspaces/server/context";

/** In words fit for the import's page; the log has the rest. */
function reasonOf(error: unknown): string {
	if (error instanceof AppError && error.code !== "internal") return error.message;
	return "Something went wrong inside Muster.";
}

/** Imports an uploaded file; resumes where it stopped when it is run again. */
export const runImportJob = defineJob({
	id: "sources.run-import",
	schema: z.object({ workspaceId: idSchema("wsp"), importId: idSchema("imp") }),
	retry: usualRetry,
	timeoutSec: 4 * 3_600,
	run: async ({ workspaceId, importId }, job) => {
		const ctx = await systemContext(workspaceId, job.runId);
		const handlers = {
			people: messageImport,
			events: messageImport,
			campaign: campaignImport,
			list: listImport(refreshListUsers),
		};
		try {
			await runImport(ctx, { importId, owner: job.runId }, handlers, { signal: job.signal });
		} catch (error) {
			if (!job.signal.aborted) {
				// The queue chooses the exact moment; this is the latest.
				const nextTryAt = new Date(Date.now() + retryDelayMs(usualRetry, job.attempt, 1));
				await noteBrokenTry(ctx, importId, { reason: reasonOf(error), nextTryAt });
			}
			throw error;
		}
	},
	onGivenUp: async ({ workspaceId, importId }, { status, reason }) => {
		const ctx = await systemContext(workspaceId);
		if (status === "cancelled") return await failImport(ctx, importId, reason);
		await failImport(ctx, importId, `${reason} The import did not go on; try it again.`);
	},
});
