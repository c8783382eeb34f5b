import { z } from "zod";
import { tickCampaigns } from "@/lib/campaigns/server/tick-campaigns";
import { AppError } from "@/lib/kernel/app-error";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";

/** Every minute: launches scheduled campaigns that are due, ends campaigns past their end and assigns newcomers of running ones to an arm. */
export const tickCampaignsJob = defineJob({
	id: "campaigns.tick-campaigns",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 300,
	every: "minute",
	run: async () => {
		const { seen, failed } = await tickCampaigns();
		if (failed > 0) throw new AppError("internal", `${failed} of ${seen} campaigns could not go on.`);
	},
});
