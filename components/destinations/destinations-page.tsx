"use client";

import { useQuery } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import Link from "next/link";
import type { DataColumn } from "@/components/data-table/data-column";
import { DataTable } from "@/components/data-table/data-table";
import { destinationsQueries } from "@/components/destinations/api";
import { DestinationStatus } from "@/components/destinations/destination-status";
import { NetworkCards } from "@/components/destinations/network-cards";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import type { DestinationView } from "@/lib/destinations/contracts";

const columns: DataColumn<DestinationView>[] = [
	{
		id: "name",
		header: "Destination",
		cell: (row) => (
			<>
				<span className="flex items-center gap-2">
					<span className="truncate">{row.name}</span>
					{row.isSandbox && <Badge variant="outline">Sandbox</Badge>}
				</span>
				<span className="block truncate font-normal text-muted-foreground text-xs">{row.networkName}</span>
			</>
		),
		sortValue: (row) => row.name,
	},
	{
		id: "status",
		header: "State",
		cell: (row) => <DestinationStatus status={row.status} />,
		sortValue: (row) => row.status,
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

export function DestinationsPage() {
	const slug = useWorkspaceSlug();
	const mayConnect = useCan("destinations.write");
	const list = useQuery(destinationsQueries.list());
	const networks = useQuery(destinationsQueries.networks());
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
				columns={columns}
				rowKey={(row) => row.id}
				rowHref={(row) => `/${slug}/destinations/${row.id}`}
				searchText={(row) => `${row.name} ${row.networkName}`}
				defaultSort="name"
				error={list.error}
				onRetry={list.refetch}
				empty={
					<EmptyState
						icon={Plug}
						title="Nothing is connected yet"
						description={
							mayConnect
								? "Choose a network below. To look around without an account of your own, connect the sandbox: it behaves like the real network and reaches nobody."
								: "An admin connects accounts. Until then audiences cannot be delivered."
						}
					/>
				}
			/>
			<section aria-labelledby="catalogue" className="grid gap-3">
				<h2 id="catalogue" className="font-semibold text-base">
					What can be connected
				</h2>
				<NetworkCards networks={networks.data?.items ?? []} mayConnect={mayConnect} />
			</section>
		</>
	);
}
