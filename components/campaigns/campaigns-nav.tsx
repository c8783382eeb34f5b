"use client";

import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { TabLinks } from "@/components/ui/tab-links";

/** Switches between individual campaigns, when they run, and the lift of all of them. */
export function CampaignsNav({ current }: { current: "campaigns" | "calendar" | "lift" }) {
	const slug = useWorkspaceSlug();
	return (
		<TabLinks
			label="Campaigns and their results"
			links={[
				{ href: `/${slug}/campaigns`, label: "Campaigns", isCurrent: current === "campaigns" },
				{ href: `/${slug}/campaigns/calendar`, label: "Calendar", isCurrent: current === "calendar" },
				{ href: `/${slug}/lift`, label: "Lift", isCurrent: current === "lift" },
			]}
		/>
	);
}
