"use client";

import { CircleSlash, Megaphone, RefreshCw } from "lucide-react";
import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { DropdownMenuItem } from "@/components/ui/dropdown-menu";

/** Paths under the workspace that create something with this destination preselected. */
export const startsAt = {
	campaign: (destinationId: string) => `campaigns/new?destination=${destinationId}`,
	sync: (destinationId: string) => `syncs/new?destination=${destinationId}`,
	exclusion: (destinationId: string) => `syncs/new?destination=${destinationId}&use=exclusion`,
};

/** What a destination can be used for, as menu items. Only ad networks can exclude people. */
export function UseItems({ destinationId, isForAds }: { destinationId: string; isForAds: boolean }) {
	const slug = useWorkspaceSlug();
	return (
		<>
			<DropdownMenuItem asChild>
				<Link href={`/${slug}/${startsAt.campaign(destinationId)}`}>
					<Megaphone aria-hidden="true" />
					New campaign
				</Link>
			</DropdownMenuItem>
			<DropdownMenuItem asChild>
				<Link href={`/${slug}/${startsAt.sync(destinationId)}`}>
					<RefreshCw aria-hidden="true" />
					New sync
				</Link>
			</DropdownMenuItem>
			{isForAds && (
				<DropdownMenuItem asChild>
					<Link href={`/${slug}/${startsAt.exclusion(destinationId)}`}>
						<CircleSlash aria-hidden="true" />
						New exclusion list
					</Link>
				</DropdownMenuItem>
			)}
		</>
	);
}
