"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleHelp } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { ItemsCard } from "@/components/profiles/items-card";
import { membershipsOf } from "@/components/profiles/related-queries";
import { ExplainDrawer } from "@/components/segments/explain-drawer";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";

export function MembershipsCard({ profileId }: { profileId: number }) {
	const slug = useWorkspaceSlug();
	const query = useQuery(membershipsOf(profileId));
	const [explained, setExplained] = useState<{ segmentId: string; name: string } | null>(null);
	return (
		<>
			<ItemsCard
				title="Segments"
				query={query}
				empty="In no segment, and never was in one."
				keyOf={({ segmentId }) => segmentId}
			>
				{(one) => (
					<>
						<div className="flex items-center justify-between gap-2">
							<Link
								href={`/${slug}/segments/${one.segmentId}`}
								className="inline-flex min-h-6 min-w-0 items-center truncate font-medium hover:underline"
							>
								{one.name}
							</Link>
							<span className="flex shrink-0 items-center gap-1">
								<StatusBadge tone={one.isMember ? "good" : "neutral"}>
									{one.isMember ? "In" : "Left"}
								</StatusBadge>
								<Button
									variant="ghost"
									size="icon-sm"
									aria-label={`Why ${one.isMember ? "in" : "not in"} ${one.name}?`}
									title="Why?"
									onClick={() => setExplained(one)}
								>
									<CircleHelp aria-hidden="true" />
								</Button>
							</span>
						</div>
						<div className="text-muted-foreground text-xs">
							{one.since ? (
								<>
									{one.isMember ? "Entered" : "Left"} <RelativeTime at={one.since} />
								</>
							) : (
								"Since before the log begins"
							)}
						</div>
					</>
				)}
			</ItemsCard>
			<ExplainDrawer
				segmentId={explained?.segmentId ?? ""}
				segmentName={explained?.name ?? ""}
				profileId={explained && profileId}
				onClose={() => setExplained(null)}
			/>
		</>
	);
}
