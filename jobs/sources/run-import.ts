import { z } from "zod";
import { campaignImport } from "@/lib/campaigns/server/imports/campaign-import";
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
		await runImport(ctx, { importId, owner: job.runId }, handlers, { signal: job.signal });
	},
	onGivenUp: async ({ workspaceId, importId }, { status, reason }) => {
		const ctx = await systemContext(workspaceId);
		if (status === "cancelled") return await failImport(ctx, importId, reason);
		await failImport(ctx, importId, `${reason} The import did not go on; try it again.`);
	},
});
