import type { ReadOutInput } from "@/lib/lift/read-out-input";
import type { SplitLook } from "@/lib/stats/check-sample-ratio";

/** How often the split of a campaign is looked at: while it runs every hour, afterwards once. */
export function splitLook({
	campaign,
	plannedPeople,
}: Pick<ReadOutInput, "campaign" | "plannedPeople">): SplitLook {
	return campaign.status === "running" ? { kind: "running", plannedPeople } : { kind: "final" };
}
