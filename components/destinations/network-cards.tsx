import Link from "next/link";
import { NetworkMark } from "@/components/destinations/network-mark";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { NetworkView } from "@/lib/destinations/contracts";

/** The catalog: what can be connected. */
export function NetworkCards({
	networks,
	mayConnect,
}: {
	networks: readonly NetworkView[];
	mayConnect: boolean;
}) {
	const slug = useWorkspaceSlug();
	return (
		<ul className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-3">
			{networks.map((network) => {
				return (
					<li key={network.slug}>
						<Card className="flex h-full flex-col gap-3 p-4">
							<div className="flex items-center gap-2.5">
								<NetworkMark network={network.slug} name={network.name} />
								<h3 className="min-w-0 flex-1 font-medium">{network.name}</h3>
								<Badge variant="outline">{network.category}</Badge>
							</div>
							<p className="flex-1 text-muted-foreground text-sm">{network.summary}</p>
							{mayConnect && (
								<Button variant="outline" size="sm" className="self-start" asChild>
									<Link
										href={`/${slug}/destinations/connect/${network.slug}`}
										aria-label={`Connect ${network.name}`}
									>
										Connect
									</Link>
								</Button>
							)}
						</Card>
					</li>
				);
			})}
		</ul>
	);
}
