"use client";

import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { homeQueries } from "@/components/home/api";
import { sumValue } from "@/components/home/sum-value";
import { profilesQueries } from "@/components/profiles/api";
import { Card } from "@/components/ui/card";
import { formatCount, formatPercent } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { recentDays } from "@/lib/syncs/contracts";
import type { PeopleCount } from "@/lib/workspaces/people-count";

/** The workspace in four numbers, each with its time; each loads separately, into reserved space. */
export function WorkspaceFigures() {
	const people = useQuery(profilesQueries.counts());
	const reach = useQuery(homeQueries.reach());
	const lift = useQuery(homeQueries.lift());
	const delivered = useQuery(homeQueries.delivered());
	return (
		<Card aria-label="Your workspace in numbers">
			<dl className="grid gap-px overflow-hidden rounded-lg bg-border grid-cols-2 xl:grid-cols-4">
				<Figure label="People" query={people}>
					{({ known, anonymous, asOf }) => ({
						value: formatCount(addCounts(known, anonymous)),
						detail: `${formatCount(known)} known, ${formatCount(anonymous)} anonymous`,
						asOf,
					})}
				</Figure>
				<Figure label="Reachable people" query={reach}>
					{({ people: all, reachable, asOf }) => ({
						value: formatCount(reachable),
						detail:
							typeof reachable === "number" && typeof all === "number" && all > 0
								? `${formatPercent(reachable / all)} of people, with consent`
								: "with an identifier and consent",
						asOf,
					})}
				</Figure>
				<Figure label="Incremental value" query={lift}>
					{({ items }) => ({ ...sumValue(items), asOf: items[0]?.asOf ?? null })}
				</Figure>
				<Figure label="Delivered people" query={delivered}>
					{({ people: there, lately, asOf }) => ({
						value: formatCount(there),
						detail: `at destinations now, ${formatCount(lately)} sent in the last ${recentDays} days`,
						asOf,
					})}
				</Figure>
			</dl>
		</Card>
	);
}

type Shown = { value: string; detail: string; asOf: string | null };

function Figure<T>({
	label,
	query,
	children,
}: {
	label: string;
	query: UseQueryResult<T>;
	children: (data: T) => Shown;
}) {
	const shown = query.data === undefined ? null : children(query.data);
	const isBroken = !shown && query.error !== null;
	const lines: [value: ReactNode, detail: ReactNode, time: ReactNode] = shown
		? [shown.value, shown.detail, shown.asOf && <AsOf at={shown.asOf} />]
		: isBroken
			? ["Unknown", query.error.message, null]
			: [
					<Skeleton key="value" className="my-1 h-6 w-24" />,
					<Skeleton key="detail" className="h-4 w-40" />,
					null,
				];
	return (
		<div className="bg-card px-4 py-3.5 sm:px-5">
			<dt className="text-muted-foreground text-sm">{label}</dt>
			<dd aria-busy={!shown && !isBroken}>
				<div className="min-h-8 font-semibold text-2xl tabular-nums tracking-tight">{lines[0]}</div>
				<div className="min-h-15 text-muted-foreground text-sm tabular-nums sm:min-h-10">{lines[1]}</div>
				<div className="min-h-4 text-muted-foreground text-xs">{lines[2]}</div>
			</dd>
		</div>
	);
}

/** The sum of both, as far as the viewer's role may see them. */
function addCounts(one: PeopleCount, other: PeopleCount): PeopleCount {
	return typeof one === "number" && typeof other === "number" ? one + other : one;
}
