"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import type { Key, ReactNode } from "react";
import { ErrorNotice } from "@/components/shell/error-notice";
import { TitledCard } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

/** A list on a person's page: where they are delivered, which segments they are in. */
export function ItemsCard<Item>({
	title,
	query,
	empty,
	keyOf,
	children,
}: {
	title: string;
	query: UseQueryResult<{ items: Item[] }>;
	empty: string;
	keyOf: (item: Item) => Key;
	children: (item: Item) => ReactNode;
}) {
	const { data, error, refetch } = query;
	return (
		<TitledCard title={title}>
			{error && !data ? (
				<ErrorNotice error={error} onRetry={refetch} />
			) : !data ? (
				<Skeleton className="h-10" />
			) : data.items.length === 0 ? (
				<p className="text-muted-foreground text-sm">{empty}</p>
			) : (
				<ul className="grid gap-3 text-sm">
					{data.items.map((item) => (
						<li key={keyOf(item)}>{children(item)}</li>
					))}
				</ul>
			)}
		</TitledCard>
	);
}
