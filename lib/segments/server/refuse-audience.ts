import { AppError } from "@/lib/kernel/app-error";
import type { Segment } from "@/lib/platform/postgres/generated/client";

/** Refuses to change, copy or deliver a segment that is a campaign's own audience. */
export function refuseAudience(segment: Pick<Segment, "campaignId" | "name">): void {
	if (segment.campaignId === null) return;
	throw new AppError(
		"precondition",
		`“${segment.name}” is the audience of a campaign and belongs to it. Use the segments it is made of.`,
	);
}
