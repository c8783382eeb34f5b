import type { StatusTone } from "@/components/ui/status-badge";
import type { CampaignStatus } from "@/lib/campaigns/contracts";

/** State of a campaign as color, icon and word. */
export const campaignStates: Record<CampaignStatus, { tone: StatusTone; word: string }> = {
	draft: { tone: "waiting", word: "Draft" },
	running: { tone: "good", word: "Running" },
	ended: { tone: "neutral", word: "Ended" },
	imported: { tone: "neutral", word: "Imported" },
};
