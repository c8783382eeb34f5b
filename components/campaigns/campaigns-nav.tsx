"use client";

import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { TabLinks } from "@/components/ui/tab-links";

/** Between the campaigns one by one and what all of them added. */
export function CampaignsNav({ current }: { current: "campaigns" | "lift" }) {
	const slug = useWorkspaceSlug();
	return (
		<TabLinks
			label="Campaigns and their results"
			links={[
				{ href: `/${slug}/campaigns`, label: "Campaigns", isCurrent: current === "campaigns" },
				{ href: `/${slug}/lift`, label: "Lift", isCurrent: current === "lift" },
			]}
		/>
	);
}
