"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { segmentsQueries } from "@/components/segments/api";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/class-names";
import { Skeleton } from "@/components/ui/skeleton";
import type { SegmentRule } from "@/lib/rules/rule";

/** Ten people of the rule that was counted: faces for the number. */
export function SamplePeople({
	rule,
	asOf,
	isCurrent,
}: {
	rule: SegmentRule;
	asOf: string;
	isCurrent: boolean;
}) {
	const slug = useWorkspaceSlug();
	const sample = useQuery({
		...segmentsQueries.sample(rule, asOf),
		enabled: isCurrent,
		placeholderData: keepPreviousData,
	});
	const isOfThisRule = isCurrent && !sample.isPlaceholderData;
	return (
		<div className="border-border border-t p-4">
			<h2 className="mb-2 font-medium text-muted-foreground text-sm">Ten of them</h2>
			{sample.error && !sample.data ? (
				<p className="text-muted-foreground text-sm">They could not be fetched: {sample.error.message}</p>
			) : !sample.data ? (
				<Skeleton className="h-32" />
			) : (
				<ul className={cn("grid gap-0.5 transition-colors", !isOfThisRule && "text-muted-foreground")}>
					{sample.data.people.map((person) => (
						<li key={person.uid} className="flex min-h-7 items-center justify-between gap-2">
							<Link
								href={`/${slug}/profiles/${person.uid}`}
								prefetch={false}
								className="truncate text-sm hover:underline"
							>
								{person.label}
							</Link>
							{!person.isKnown && <Badge variant="outline">anonymous</Badge>}
						</li>
					))}
				</ul>
			)}
		</div>
	);
}
