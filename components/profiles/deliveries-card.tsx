"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ItemsCard } from "@/components/profiles/items-card";
import { deliveriesOf } from "@/components/profiles/related-queries";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { RelativeTime } from "@/components/ui/relative-time";

/** The state of the person at each destination, and why they are not delivered. */
export function DeliveriesCard({ profileId }: { profileId: number }) {
	const slug = useWorkspaceSlug();
	const query = useQuery(deliveriesOf(profileId));
	return (
		<ItemsCard
			title="Deliveries"
			query={query}
			empty="No sync has had this person in its audience."
			keyOf={({ syncId }) => syncId}
		>
			{(delivery) => (
				<>
					<Link
						href={`/${slug}/syncs/${delivery.syncId}`}
						className="inline-flex min-h-6 items-center font-medium hover:underline"
					>
						{delivery.syncName}
					</Link>
					<p className="text-muted-foreground">{delivery.sentence}</p>
					{delivery.withdrawal && (
						<p className="text-muted-foreground">
							{delivery.withdrawal.sentence}{" "}
							<RelativeTime
								at={
									delivery.withdrawal.confirmedAt ??
									delivery.withdrawal.givenUpAt ??
									delivery.withdrawal.requestedAt
								}
							/>
						</p>
					)}
					<ul className="mt-1 grid gap-1 text-muted-foreground text-xs">
						{delivery.identifiers.map((identifier) => (
							<li key={identifier.kind}>
								{identifier.label}: {identifier.sentence} · <RelativeTime at={identifier.since} />
							</li>
						))}
					</ul>
				</>
			)}
		</ItemsCard>
	);
}
