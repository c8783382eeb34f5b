import type { StatusTone } from "@/components/ui/status-badge";
import type { CampaignStatus } from "@/lib/campaigns/campaign-status";
import type { CampaignSummary } from "@/lib/campaigns/contracts";

type State = { tone: StatusTone; word: string };

/** State of a campaign as color, icon and word. */
export const campaignStates: Record<CampaignStatus | "measuring", State> = {
	draft: { tone: "waiting", word: "Draft" },
	scheduled: { tone: "waiting", word: "Scheduled" },
	running: { tone: "good", word: "Running" },
	measuring: { tone: "busy", word: "Measuring" },
	ended: { tone: "neutral", word: "Ended" },
	imported: { tone: "neutral", word: "Imported" },
};

/** The state to show: an ended campaign whose outcomes are still being counted is measuring. */
export function stateOf({
	status,
	measuringUntil,
}: Pick<CampaignSummary, "status" | "measuringUntil">): CampaignStatus | "measuring" {
	return measuringUntil === null ? status : "measuring";
}

export function campaignState(campaign: Pick<CampaignSummary, "status" | "measuringUntil">): State {
	return campaignStates[stateOf(campaign)];
}
