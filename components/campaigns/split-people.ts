import type { CampaignPreview } from "@/lib/campaigns/contracts";

/** People of the audience without consent or an identifier: neither assigned nor held out of everything. */
export function unreachable({ segmentSize, assignable, globallyHeldOut }: CampaignPreview): number {
	return segmentSize - assignable - globallyHeldOut;
}

/** Deliveries of the same segment that are not named as conflicts. */
export function otherThanConflicts({ others, conflicts }: CampaignPreview): CampaignPreview["others"] {
	return others.filter(({ id }) => !conflicts.some((conflict) => conflict.id === id));
}
