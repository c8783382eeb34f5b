import { z } from "zod";
import { tickCampaigns } from "@/lib/campaigns/server/tick-campaigns";
import { defineJob, usualRetry } from "@/lib/platform/queue/define-job";

/** Every minute: ends campaigns past their end and puts newcomers of running ones into an arm. */
export const tickCampaignsJob = defineJob({
	id: "campaigns.tick-campaigns",
	schema: z.object({}),
	queue: { name: "ticks", concurrencyLimit: 1 },
	retry: usualRetry,
	timeoutSec: 300,
	cron: "* * * * *",
	run: async () => await tickCampaigns(),
});
