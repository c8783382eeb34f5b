"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { deliveriesOf } from "@/components/profiles/related-queries";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";

/** Where the person stands at each destination, and why they are not delivered where they are not. */
export function DeliveriesCard({ profileId }: { profileId: number }) {
	const slug = useWorkspaceSlug();
	const { data, error, refetch } = useQuery(deliveriesOf(profileId));
	return (
		<Card>
			<CardHeader>
				<CardTitle>Deliveries</CardTitle>
			</CardHeader>
			<CardContent>
				{error && !data ? (
					<ErrorNotice error={error} onRetry={refetch} />
				) : !data ? (
					<Skeleton className="h-10" />
				) : data.items.length === 0 ? (
					<p className="text-muted-foreground text-sm">No sync has had this person in its audience.</p>
				) : (
					<ul className="grid gap-4 text-sm">
						{data.items.map((delivery) => (
							<li key={delivery.syncId}>
								<Link
									href={`/${slug}/syncs/${delivery.syncId}`}
									className="inline-flex min-h-6 items-center font-medium hover:underline"
								>
									{delivery.syncName}
								</Link>
								<p className="text-muted-foreground">{delivery.sentence}</p>
								<ul className="mt-1 grid gap-1 text-muted-foreground text-xs">
									{delivery.identifiers.map((identifier) => (
										<li key={identifier.kind}>
											{identifier.label}: {identifier.sentence} · <RelativeTime at={identifier.since} />
										</li>
									))}
								</ul>
							</li>
						))}
					</ul>
				)}
			</CardContent>
		</Card>
	);
}
