import { z } from "zod";

export const campaignStatuses = ["draft", "scheduled", "running", "ended", "imported"] as const;
export const campaignStatus = z.enum(campaignStatuses);
export type CampaignStatus = z.infer<typeof campaignStatus>;

/** Whether a campaign in this state has not been launched yet. */
export function isBeforeLaunch(status: CampaignStatus): boolean {
	return status === "draft" || status === "scheduled";
}
