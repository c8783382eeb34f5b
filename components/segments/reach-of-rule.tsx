"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { insightsQueries } from "@/components/segments/insights-queries";
import { ReachRows } from "@/components/segments/reach-rows";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { SegmentRule } from "@/lib/rules/rule";

/** How many people of an unsaved rule can be reached; counted once opened. */
export function ReachOfRule({ rule }: { rule: SegmentRule }) {
	const [isOpen, setOpen] = useState(false);
	const query = useQuery({ ...insightsQueries.ruleReach(rule), enabled: isOpen });
	return (
		<details className="border-border border-t p-4" onToggle={(event) => setOpen(event.currentTarget.open)}>
			<summary className="min-h-6 cursor-pointer font-medium text-muted-foreground text-sm">
				Reach by channel and destination
			</summary>
			<div className="mt-3" aria-busy={query.isFetching || undefined}>
				{query.error ? (
					<ErrorNotice title="The reach could not be counted" error={query.error} onRetry={query.refetch} />
				) : query.data ? (
					<ReachRows reach={query.data} />
				) : (
					isOpen && <Skeleton className="h-24" />
				)}
			</div>
		</details>
	);
}
