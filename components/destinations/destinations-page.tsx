"use client";

import { useQuery } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import Link from "next/link";
import type { DataColumn } from "@/components/data-table/data-column";
import { DataTable } from "@/components/data-table/data-table";
import { menuColumn } from "@/components/data-table/menu-column";
import { destinationsQueries } from "@/components/destinations/api";
import { DestinationStatus } from "@/components/destinations/destination-status";
import { NetworkCards } from "@/components/destinations/network-cards";
import { NetworkMark } from "@/components/destinations/network-mark";
import { UseItems } from "@/components/destinations/use-items";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import type { DestinationView } from "@/lib/destinations/contracts";

/** Connections that need a fix come before those that work. */
const urgency = { disconnected: 0, failing: 0, connected: 1 };

const columns: DataColumn<DestinationView>[] = [
	{
		id: "name",
		header: "Destination",
		cell: (row) => (
			<span className="flex items-center gap-3">
				<NetworkMark network={row.network} name={row.networkName} className="max-sm:hidden" />
				<span className="min-w-0">
					<span className="flex items-center gap-2">
						<span className="break-words sm:truncate">{row.name}</span>
						{row.isSandbox && (
							<Badge variant="outline" className="max-sm:hidden">
								Sandbox
							</Badge>
						)}
					</span>
					<span className="block truncate font-normal text-muted-foreground text-xs">{row.networkName}</span>
				</span>
			</span>
		),
		sortValue: (row) => row.name,
	},
	{
		id: "status",
		header: "State",
		cell: (row) => <DestinationStatus status={row.status} />,
		sortValue: (row) => urgency[row.status],
	},
	{
		id: "syncs",
		header: "Syncs",
		align: "right",
		hideBelow: "sm",
		cell: (row) => formatCount(row.syncCount),
		sortValue: (row) => row.syncCount,
	},
	{
		id: "checked",
		header: "Last checked",
		align: "right",
		hideBelow: "md",
		cell: (row) => (row.checkedAt ? <RelativeTime at={row.checkedAt} /> : "Never"),
		sortValue: (row) => row.checkedAt ?? "",
	},
];

/** A link to fix what fails, one click away. */
function fixColumn(slug: string): DataColumn<DestinationView> {
	return {
		id: "fix",
		header: "Fix",
		isHeaderHidden: true,
		align: "right",
		className: "w-px",
		// Above the link that covers the row.
		cell: (row) =>
			row.status !== "connected" && (
				<Button size="sm" asChild className="-my-1 relative">
					<Link
						// Access is given again from its page; everything else is changed in its form.
						href={`/${slug}/destinations/${row.id}${row.needsReconnect ? "" : "?change=connection"}`}
						aria-label={`Fix ${row.name}`}
					>
						Fix
					</Link>
				</Button>
			),
	};
}

export function DestinationsPage() {
	const slug = useWorkspaceSlug();
	const mayConnect = useCan("destinations.write");
	const mayUse = useCan("syncs.write");
	const list = useQuery(destinationsQueries.list());
	const networks = useQuery(destinationsQueries.networks());
	const isForAds = (row: DestinationView) =>
		networks.data?.items.some(({ slug: network, purpose }) => {
			return network === row.network && purpose === "advertising";
		}) ?? false;
	const ways = menuColumn<DestinationView>((row) => (
		<UseItems destinationId={row.id} isForAds={isForAds(row)} />
	));
	return (
		<>
			<PageHeader
				title="Destinations"
				description="Accounts that audiences are delivered to. Secrets are stored encrypted and never shown again."
				action={
					<Button variant="outline" asChild>
						<Link href={`/${slug}/syncs`}>All syncs</Link>
					</Button>
				}
			/>
			<DataTable
				caption="Destinations"
				rows={list.data?.items}
				columns={[
					...columns,
					...(mayConnect ? [fixColumn(slug)] : []),
					...(mayUse ? [{ ...ways, hideBelow: "sm" as const }] : []),
				]}
				rowKey={(row) => row.id}
				rowHref={(row) => `/${slug}/destinations/${row.id}`}
				searchText={(row) => `${row.name} ${row.networkName}`}
				defaultSort="status"
				error={list.error}
				onRetry={list.refetch}
				empty={
					<EmptyState
						icon={Plug}
						title="Nothing is connected yet"
						description={
							mayConnect
								? "Choose a network below. No account yet? Connect the sandbox: it behaves like the real network, and no real people are contacted."
								: "An admin connects accounts. Until then, audiences cannot be delivered."
						}
					/>
				}
			/>
			<NetworkCards networks={networks.data?.items ?? []} mayConnect={mayConnect} />
		</>
	);
}
