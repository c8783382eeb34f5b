import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { formatCount } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";
import { conflictEffect, sharedText } from "@/lib/campaigns/conflict-text";
import type { CampaignPreview } from "@/lib/campaigns/contracts";

const maxShown = 3;

/** Running and scheduled campaigns with the same people, and what that does to this one's estimate. */
export function Conflicts({
	preview: { conflicts, assignable },
	holdoutBp,
}: {
	preview: CampaignPreview;
	holdoutBp: number;
}) {
	const slug = useWorkspaceSlug();
	if (conflicts.length === 0) return null;
	const isUnfair = conflicts.some(({ reachesHoldout }) => reachesHoldout);
	return (
		<Alert variant={isUnfair ? "warning" : "default"}>
			<AlertTitle>
				{conflicts.length === 1 ? "Another campaign has" : `${formatCount(conflicts.length)} campaigns have`}{" "}
				some of these people
			</AlertTitle>
			<AlertDescription>
				<ul className="grid gap-2">
					{conflicts.slice(0, maxShown).map((conflict) => (
						<li key={conflict.id}>
							<Link className="font-medium" href={`/${slug}/campaigns/${conflict.id}`}>
								{conflict.name}
							</Link>
							{conflict.startsAt && (
								<>
									, starting <RelativeTime at={conflict.startsAt} />
								</>
							)}
							: {sharedText(conflict)} {conflictEffect(conflict, { assignable, holdoutBp })}
						</li>
					))}
				</ul>
				{conflicts.length > maxShown && <p>and {formatCount(conflicts.length - maxShown)} more.</p>}
			</AlertDescription>
		</Alert>
	);
}
