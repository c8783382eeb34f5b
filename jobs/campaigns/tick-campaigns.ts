import { z } from "zod";
import { tickCampaigns } from "@/lib/campaigns/server/tick-campaigns";
import { AppError } from "@/lib/kernel/app-error";
import { recordClosings } from "@/lib/lift/server/record-closings";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";

/**
 * Every minute: launches scheduled campaigns that are due, ends campaigns past their end, assigns newcomers of running ones
 * to an arm, and keeps the figures of those whose last conversion window has closed.
 */
export const tickCampaignsJob = defineJob({
	id: "campaigns.tick-campaigns",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 300,
	every: "minute",
	run: async () => {
		const ticked = await tickCampaigns();
		const closed = await recordClosings();
		const seen = ticked.seen + closed.seen;
		const failed = ticked.failed + closed.failed;
		if (failed > 0) throw new AppError("internal", `${failed} of ${seen} campaigns could not go on.`);
	},
});
