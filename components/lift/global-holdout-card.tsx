"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { liftQueries } from "@/components/lift/api";
import {
	type FigureUnit,
	formatDifference,
	formatInterval,
	formatLevel,
	formatRelative,
} from "@/components/lift/format-figures";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import {
	formatCount,
	formatMoney,
	formatPeople,
	formatPercent,
	withSign,
} from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Stat } from "@/components/ui/stat";
import type { MetricReadOut, ProgrammeReadOut } from "@/lib/lift/contracts";

/** What all campaigns together added, measured on people whom none of them reaches. */
export function GlobalHoldoutCard() {
	const slug = useWorkspaceSlug();
	const mayChange = useCan("settings.write");
	const { data, error } = useQuery(liftQueries.programme());
	const programme = data?.programme;
	return (
		<Card aria-label="Against the global holdout" aria-busy={!data && !error}>
			<CardHeader>
				<CardTitle>Against the global holdout</CardTitle>
				{programme && <AsOf at={programme.asOf} className="text-muted-foreground text-xs" />}
				{programme && <CardDescription className="text-pretty">{descriptionOf(programme)}</CardDescription>}
			</CardHeader>
			<CardContent>
				{error ? (
					<p className="text-destructive text-sm">{error.message}</p>
				) : data === undefined ? (
					<Skeleton className="h-20 w-full" />
				) : programme ? (
					<Figures programme={programme} />
				) : (
					<p className="max-w-prose text-pretty text-muted-foreground text-sm">
						No one is held out of everything, so what all campaigns added together is known only as the sum of
						each one’s own result.{" "}
						{mayChange ? (
							<Link className="text-primary underline underline-offset-4" href={`/${slug}/settings`}>
								Set up a global holdout
							</Link>
						) : (
							"An admin can set up a global holdout in the settings."
						)}
					</p>
				)}
			</CardContent>
		</Card>
	);
}

function descriptionOf({ group, people, isFinal }: ProgrammeReadOut): string {
	const share = formatPercent(group.shareBp / 10_000, group.shareBp % 100 === 0 ? 0 : 1);
	const until = group.endedAt === null ? "" : ` until ${formatDate(group.endedAt)}, when they were released`;
	const left =
		people.leftOut === 0
			? ""
			: ` ${formatPeople(people.leftOut)} whom campaigns treated before are in neither group.`;
	const look = isFinal ? "" : " The interval may be read at any time.";
	return `${share} of all known people, since ${formatDate(group.countsFrom)}${until}: ${formatPeople(people.reached)} who may be reached against ${formatPeople(people.heldOut)} who never are.${left}${look}`;
}

function Figures({ programme }: { programme: ProgrammeReadOut }) {
	const { incrementalConversions: conversions, incrementalValue: value, group, metrics } = programme;
	const money = (amount: number) => formatMoney(amount, group.currency);
	return (
		<div className="grid gap-4">
			<div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
				{group.valueProperty !== null && (
					<Stat
						label="Incremental revenue"
						value={value.known ? withSign(money(value.figure.value), value.figure.value) : null}
						detail={value.known && `95% interval ${formatInterval(value.figure, money)}`}
						unknownReason={value.known ? undefined : value.reason}
					/>
				)}
				<Stat
					label={`Incremental people with ${group.goalEvent}`}
					value={
						conversions.known
							? withSign(formatCount(conversions.figure.value), conversions.figure.value)
							: null
					}
					detail={conversions.known && `95% interval ${formatInterval(conversions.figure, formatCount)}`}
					unknownReason={conversions.known ? undefined : conversions.reason}
				/>
			</div>
			<dl className="grid gap-x-6 gap-y-1.5 text-sm tabular-nums sm:grid-cols-[auto_1fr]">
				{metrics
					.filter(({ treated, holdout }) => treated.sum !== 0 || holdout.sum !== 0)
					.map((metric) => (
						<div key={metric.key} className="contents">
							<dt className="text-muted-foreground">
								{metric.kind === "value" ? metric.label : "Share of people"}
							</dt>
							<dd className="max-sm:mb-1.5">{levelsOf(metric, group.currency)}</dd>
						</div>
					))}
			</dl>
		</div>
	);
}

/** "4.1% against 3.6% (+0.5 pts, +14%)". */
function levelsOf(metric: MetricReadOut, currency: string): string {
	const unit: FigureUnit = { unit: metric.unit, currency };
	const level = (value: number | null) => (value === null ? "unknown" : formatLevel(value, unit));
	const { difference, relative } = metric;
	const change = [
		difference.known ? formatDifference(difference.figure.value, unit) : "",
		relative.known ? formatRelative(relative.figure.value) : "",
	].filter((text) => text !== "");
	return `${level(metric.treated.mean)} against ${level(metric.holdout.mean)}${change.length > 0 ? ` (${change.join(", ")})` : ""}`;
}
