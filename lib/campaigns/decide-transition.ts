import type { CampaignStatus } from "@/lib/campaigns/contracts";

export type CampaignStep = "launch" | "end" | "archive";

const table: Record<CampaignStep, Partial<Record<CampaignStatus, CampaignStatus>>> = {
	launch: { draft: "running" },
	end: { running: "ended" },
	archive: { draft: "draft", ended: "ended", imported: "imported" },
};

const refusals: Record<CampaignStep, Partial<Record<CampaignStatus, string>>> = {
	launch: {
		running: "This campaign is already running.",
		ended:
			"This campaign has ended. Create a new one: people keep the group they were in only within a campaign.",
		imported: "This campaign was run elsewhere and imported as finished.",
	},
	end: {
		draft: "This campaign was never launched.",
		ended: "This campaign has already ended.",
		imported: "This campaign was imported as finished.",
	},
	archive: { running: "End the campaign first: it is still delivering." },
};

/** draft → running → ended, or imported from the start; any other step is refused with the reason. */
export function decideTransition(
	status: CampaignStatus,
	step: CampaignStep,
): { ok: true; next: CampaignStatus } | { ok: false; reason: string } {
	const next = table[step][status];
	if (next) return { ok: true, next };
	return { ok: false, reason: refusals[step][status] ?? "This campaign cannot do that now." };
}
