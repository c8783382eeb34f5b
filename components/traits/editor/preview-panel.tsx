"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { TenOfThem } from "@/components/rules/size/ten-of-them";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useCan } from "@/components/shell/workspace-context";
import { type Draft, traitsQueries } from "@/components/traits/api";
import { DistributionChart } from "@/components/traits/distribution-chart";
import { formatValue } from "@/components/traits/format-value";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { formatCount, formatPercent } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { UpdateBar } from "@/components/ui/updating";
import type { CheckedDefinition } from "@/lib/traits/check-definition";

const waitMs = 250;

function useRested<T>(value: T): T {
	const [rested, setRested] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setRested(value), waitMs);
		return () => clearTimeout(timer);
	}, [value]);
	return rested;
}

/**
 * The draft's result as of the session's instant: how many people, the distribution of values, ten people.
 * While a newer result loads the last one stays, in muted colors; a draft with problems is not computed.
 */
export function PreviewPanel({
	draft,
	checked,
	name,
	asOf,
}: {
	draft: Draft;
	checked: CheckedDefinition;
	name: string | undefined;
	asOf: string;
}) {
	const mayReadPeople = useCan("people.read");
	const rested = useRested(draft);
	const isAskable = checked.ok && rested === draft;
	const query = useQuery({
		...traitsQueries.preview(rested, name, asOf),
		enabled: isAskable,
		placeholderData: keepPreviousData,
	});
	const answer = query.data;
	const isCurrent = isAskable && answer !== undefined && !query.isPlaceholderData;
	const error = checked.ok && !query.isFetching ? query.error : null;
	return (
		<Card aria-label="Preview" className="overflow-hidden">
			<UpdateBar isUpdating={checked.ok && answer !== undefined && !isCurrent} />
			<div className="grid gap-3 p-4">
				<h2 className="font-medium text-muted-foreground text-sm">People and values</h2>
				{answer ? (
					<output
						data-current={isCurrent}
						aria-live="polite"
						className={cn("grid gap-1", !isCurrent && "text-muted-foreground")}
					>
						<span data-testid="trait-people" className="font-semibold text-3xl tabular-nums leading-tight">
							{formatCount(answer.people)}
						</span>
						<span className="text-sm">
							{answer.base === 0
								? "No people yet"
								: `people have a value, ${formatPercent(answer.people / answer.base)} of ${formatCount(answer.base)}`}
						</span>
						<span className="text-muted-foreground text-xs">
							<AsOf at={answer.asOf} />
							{!isCurrent && (checked.ok ? " · computing the new one" : " · before the problems")}
						</span>
					</output>
				) : checked.ok ? (
					!error && <Skeleton className="h-40" />
				) : (
					<p className="text-muted-foreground text-sm">
						Fill in what is missing, and the values appear here.
					</p>
				)}
				{error && (
					<ErrorNotice title="The values could not be computed" error={error} onRetry={query.refetch} />
				)}
			</div>
			{answer && (
				<div className={cn("border-border border-t p-4", !isCurrent && "grayscale")}>
					<DistributionChart distribution={answer.distribution} />
				</div>
			)}
			{answer && answer.definition.kind !== "formula" && (
				<div className="border-border border-t p-4">
					<h2 className="mb-1 font-medium text-muted-foreground text-sm">In plain English</h2>
					<p className="text-pretty break-words text-sm">{answer.says}</p>
				</div>
			)}
			{mayReadPeople && answer && answer.people > 0 && (
				<Sample draft={answer.definition} type={answer.valueType} asOf={asOf} isCurrent={isCurrent} />
			)}
		</Card>
	);
}

function Sample({
	draft,
	type,
	asOf,
	isCurrent,
}: {
	draft: Draft;
	type: string;
	asOf: string;
	isCurrent: boolean;
}) {
	const sample = useQuery({
		...traitsQueries.sample(draft, asOf),
		enabled: isCurrent,
		placeholderData: keepPreviousData,
	});
	return (
		<TenOfThem
			rows={sample.data?.people.map(({ person, value }) => ({
				person,
				detail: (
					<span className="max-w-40 truncate text-muted-foreground tabular-nums">
						{formatValue(value, type)}
					</span>
				),
			}))}
			error={sample.error}
			isCurrent={isCurrent && !sample.isPlaceholderData}
		/>
	);
}
