"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { UserX } from "lucide-react";
import Link from "next/link";
import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { privacyQueries } from "@/components/privacy/api";
import { ErasureBadge } from "@/components/privacy/erasure-badge";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { ShowMore } from "@/components/ui/show-more";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { Erasure } from "@/lib/privacy/api";

/** How many of the destinations that held them, or may have, confirmed. */
function removalText({ removals }: Erasure): string {
	const holders = removals.filter(({ identifiers }) => identifiers > 0);
	if (holders.length === 0) return "No destination had them";
	const confirmed = `${holders.filter(({ confirmedAt }) => confirmedAt).length} of ${holders.length} confirmed`;
	const givenUp = holders.filter(({ givenUpAt }) => givenUpAt).length;
	return givenUp > 0 ? `${confirmed}, ${givenUp} given up` : confirmed;
}

/** Every erasure of the workspace with its progress. */
export function ErasuresPage() {
	const slug = useWorkspaceSlug();
	const list = useInfiniteQuery(privacyQueries.erasures());
	const { data, error, refetch } = list;
	const erasures = data?.pages.flatMap((page) => page.items);
	return (
		<>
			<PageHeader
				title="Erasures"
				description="People who were erased, and what every destination confirmed. Each finished one has a receipt."
			/>
			{error && !erasures ? (
				<ErrorNotice error={error} onRetry={refetch} />
			) : !erasures ? (
				<TableSkeleton columns={3} />
			) : erasures.length === 0 ? (
				<Card>
					<EmptyState
						icon={UserX}
						title="No one has been erased"
						description="Open a person and choose Personal data → Erase this person. They leave every segment, every destination and all stored data, and you get a receipt."
					/>
				</Card>
			) : (
				<Card className="overflow-hidden">
					<Table>
						<caption className="sr-only">Erasures</caption>
						<TableHeader>
							<TableRow>
								<TableHead>Person</TableHead>
								<TableHead>State</TableHead>
								<TableHead className="max-sm:hidden">Destinations</TableHead>
								<TableHead className="text-right">Requested</TableHead>
							</TableRow>
						</TableHeader>
						<TableBody>
							{erasures.map((one) => (
								<TableRow key={one.id} className="relative hover:bg-accent/60">
									<TableCell>
										<Link
											href={`/${slug}/profiles/erasures/${one.id}`}
											className="font-medium after:absolute after:inset-0 after:content-['']"
										>
											Person {one.profileId}
										</Link>
									</TableCell>
									<TableCell>
										<ErasureBadge erasure={one} />
									</TableCell>
									<TableCell className="tabular-nums max-sm:hidden">{removalText(one)}</TableCell>
									<TableCell className="text-right text-muted-foreground">
										<RelativeTime at={one.requestedAt} />
									</TableCell>
								</TableRow>
							))}
						</TableBody>
					</Table>
				</Card>
			)}
			<ShowMore list={list} />
		</>
	);
}
