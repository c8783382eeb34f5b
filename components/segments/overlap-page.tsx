"use client";

import { useQuery } from "@tanstack/react-query";
import { Layers, Plus, X } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { ChoicePicker } from "@/components/rules/pickers/choice-picker";
import { segmentsQueries } from "@/components/segments/api";
import { insightsQueries } from "@/components/segments/insights-queries";
import { OverlapChart } from "@/components/segments/overlap-chart";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { maxOverlapping } from "@/lib/segments/insights-contracts";

/** How up to eight segments overlap. Which ones is in the URL, so that the page can be shared. */
export function OverlapPage() {
	const search = useSearchParams();
	const pathname = usePathname();
	const list = useQuery(segmentsQueries.list());
	const built = (list.data?.items ?? []).filter(
		({ servedVersion, state }) => servedVersion !== null && state !== "archived",
	);
	const ids = chosenIds(search.get("ids"), built);
	const choose = (next: readonly string[]) =>
		window.history.replaceState(null, "", `${pathname}?ids=${next.join(",")}`);
	const query = useQuery(insightsQueries.overlap(ids));
	const nameOf = (id: string) => list.data?.items.find((segment) => segment.id === id)?.name ?? "…";
	return (
		<>
			<PageHeader
				title="Overlap"
				description={`How up to ${maxOverlapping} segments overlap, by their current members.`}
			/>
			<div className="flex flex-wrap items-center gap-2">
				<ul className="contents" aria-label="Segments compared">
					{ids.map((id) => (
						<li
							key={id}
							className="inline-flex min-h-8 items-center gap-1 rounded-md border border-border bg-card pr-1 pl-2.5 text-sm"
						>
							{nameOf(id)}
							<Button
								variant="ghost"
								size="icon-sm"
								aria-label={`Remove ${nameOf(id)}`}
								onClick={() => choose(ids.filter((each) => each !== id))}
							>
								<X aria-hidden="true" />
							</Button>
						</li>
					))}
				</ul>
				{ids.length < maxOverlapping && (
					<ChoicePicker
						label="Find a segment"
						empty="No segment with that name, or its members have not been computed yet."
						choices={built
							.filter(({ id }) => !ids.includes(id))
							.map(({ id, name, size }) => ({ value: id, label: name, hint: formatCount(size) }))}
						onPick={(id) => choose([...ids, id])}
					>
						<Button variant="outline">
							<Plus aria-hidden="true" />
							Add a segment
						</Button>
					</ChoicePicker>
				)}
			</div>
			{ids.length < 2 ? (
				<EmptyState
					icon={Layers}
					title={ids.length === 0 ? "Choose at least two segments" : "Choose one more segment"}
					description="You will see how many people are in both, in only one of them, and in every other combination."
				/>
			) : query.error && !query.data ? (
				<ErrorNotice title="The overlap could not be counted" error={query.error} onRetry={query.refetch} />
			) : query.data ? (
				<OverlapChart overlap={query.data} />
			) : (
				<Skeleton className="h-96" />
			)}
		</>
	);
}

/** What the URL names; by default the two largest, so that there is something to see at once. */
function chosenIds(
	named: string | null,
	built: readonly { id: string; size: number | string | null }[],
): string[] {
	if (named !== null)
		return [...new Set(named.split(",").filter((id) => id !== ""))].slice(0, maxOverlapping);
	const bySize = built.toSorted((a, b) => sizeOf(b) - sizeOf(a));
	return bySize.slice(0, 2).map(({ id }) => id);
}

/** Small sizes may be masked: then knowing that they are small is enough. */
function sizeOf({ size }: { size: number | string | null }): number {
	return typeof size === "number" ? size : 0;
}
