import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { formatCount } from "@/components/ui/format-number";
import type { OtherDelivery } from "@/lib/campaigns/contracts";

const maxShown = 4;

/** What else delivers the same people: held out here, they may be reached anyway. */
export function OtherDeliveries({ others }: { others: readonly OtherDelivery[] }) {
	const slug = useWorkspaceSlug();
	if (others.length === 0) return null;
	return (
		<Alert variant="warning">
			<AlertTitle>These people may be reached anyway</AlertTitle>
			<AlertDescription>
				<ul className="grid gap-0.5">
					{others
						.slice(0, maxShown)
						.map(({ kind, id, name, destination, isSameDestination, isSameSegment }) => (
							<li key={id}>
								{kind === "campaign" ? "Campaign" : "Sync"}{" "}
								<Link href={`/${slug}/${kind === "campaign" ? "campaigns" : "syncs"}/${id}`}>{name}</Link>
								{destination && ` to ${isSameDestination ? "the same account" : destination}`}
								{!isSameSegment && ", another segment"}
							</li>
						))}
				</ul>
				{others.length > maxShown && <p>and {formatCount(others.length - maxShown)} more.</p>}
				<p className="mt-1">
					Whoever is held out here may still be reached there, which makes the lift look smaller.
				</p>
			</AlertDescription>
		</Alert>
	);
}
