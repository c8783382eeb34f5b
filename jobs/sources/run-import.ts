import { z } from "zod";
import { campaignImport } from "@/lib/campaigns/server/imports/campaign-import";
import { AppError } from "@/lib/kernel/app-error";
import { idSchema } from "@/lib/kernel/ids";
import { defineJob, usualRetry } from "@/lib/platform/queue/define-job";
import { listImport } from "@/lib/segments/server/lists/list-import";
import { messageImport } from "@/lib/sources/server/imports/message-import";
import { failImport, runImport } from "@/lib/sources/server/imports/run-import";
import { systemContext } from "@/lib/workspaces/server/context";

/** Imports an uploaded file; goes on from where it stopped when it is run again. */
export const runImportJob = defineJob({
	id: "sources.run-import",
	schema: z.object({ workspaceId: idSchema("wsp"), importId: idSchema("imp") }),
	queue: { name: "imports", concurrencyLimit: 2 },
	retry: usualRetry,
	timeoutSec: 4 * 3_600,
	run: async ({ workspaceId, importId }, job) => {
		const ctx = await systemContext(workspaceId, job.runId);
		const handlers = {
			people: messageImport,
			events: messageImport,
			campaign: campaignImport,
			list: listImport,
		};
		try {
			await runImport(ctx, { importId, owner: job.runId }, handlers, { signal: job.signal });
		} catch (error) {
			const isLast = job.attempt >= usualRetry.maxAttempts;
			const isFinal = error instanceof AppError && !error.retryable;
			if ((isLast || isFinal) && !job.signal.aborted) {
				const reason =
					error instanceof AppError ? error.message : "The import could not go on; try it again.";
				await failImport(ctx, importId, reason);
			}
			throw error;
		}
	},
});
