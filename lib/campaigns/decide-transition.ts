import type { CampaignStatus } from "@/lib/campaigns/campaign-status";

export type CampaignStep = "schedule" | "unschedule" | "launch" | "end" | "archive";

const table: Record<CampaignStep, Partial<Record<CampaignStatus, CampaignStatus>>> = {
	schedule: { draft: "scheduled", scheduled: "scheduled" },
	unschedule: { scheduled: "draft" },
	launch: { draft: "running", scheduled: "running" },
	end: { running: "ended" },
	archive: { draft: "draft", ended: "ended", imported: "imported" },
};

const over = {
	running: "This campaign is already running.",
	ended:
		"This campaign has ended. Create a new one: people keep the group they were in only within a campaign.",
	imported: "This campaign was run elsewhere and imported as finished.",
};

const refusals: Record<CampaignStep, Partial<Record<CampaignStatus, string>>> = {
	schedule: over,
	unschedule: { ...over, draft: "This campaign is not scheduled." },
	launch: over,
	end: {
		draft: "This campaign was never launched.",
		scheduled: "This campaign has not started yet. Take it off the schedule instead.",
		ended: "This campaign has already ended.",
		imported: "This campaign was imported as finished.",
	},
	archive: {
		scheduled: "This campaign is scheduled. Take it off the schedule first.",
		running: "End the campaign first: it is still delivering.",
	},
};

/** draft → scheduled → running → ended, or imported from the start; any other step is refused with the reason. */
export function decideTransition(
	status: CampaignStatus,
	step: CampaignStep,
): { ok: true; next: CampaignStatus } | { ok: false; reason: string } {
	const next = table[step][status];
	if (next) return { ok: true, next };
	return { ok: false, reason: refusals[step][status] ?? "This campaign cannot do that now." };
}
