"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ChartFrame } from "@/components/chart/chart-frame";
import { liftQueries } from "@/components/lift/api";
import { ForestPlot } from "@/components/lift/forest-plot";
import { formatLevel } from "@/components/lift/format-figures";
import { GroupsTable } from "@/components/lift/groups-table";
import { pText } from "@/components/lift/prepare-forest";
import { prepareGroups, resultText } from "@/components/lift/prepare-groups";
import { Card, CardAction, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { formatCount } from "@/components/ui/format-number";
import { Skeleton } from "@/components/ui/skeleton";
import type { LiftReadOut, SlicesReadOut } from "@/lib/lift/contracts";

const PARAMETER = "slice";

/** The results by the values of a trait people had when they were assigned: where to look next, never a verdict. */
export function SlicesCard({ read }: { read: LiftReadOut }) {
	const { sliceTraits, campaign } = read;
	const pathname = usePathname();
	const given = useSearchParams()?.get(PARAMETER) ?? "";
	const [trait, setTrait] = useState(sliceTraits.includes(given) ? given : "");
	const slices = useQuery({ ...liftQueries.slices(campaign.id, trait), enabled: trait !== "" });
	if (sliceTraits.length === 0) return null;
	const choose = (next: string) => {
		setTrait(next);
		const search = new URLSearchParams(window.location.search);
		if (next === "") search.delete(PARAMETER);
		else search.set(PARAMETER, next);
		const text = search.toString();
		window.history.replaceState(null, "", text === "" ? pathname : `${pathname}?${text}`);
	};
	const chooser = (
		<Choice
			size="sm"
			className="w-auto min-w-44"
			aria-label="Compare by"
			value={trait}
			onChange={choose}
			placeholder="Compare by a trait"
			none="No slices"
			options={sliceTraits.map((name) => ({ value: name, label: name }))}
		/>
	);
	if (slices.data?.known) return <Slices read={read} slices={slices.data.figure} chooser={chooser} />;
	return (
		<Card aria-label="Slices" className={trait === "" ? "print:hidden" : undefined}>
			<CardHeader>
				<CardTitle>Slices (exploratory)</CardTitle>
				<CardAction>{chooser}</CardAction>
			</CardHeader>
			<CardContent>
				{trait === "" ? (
					<p className="text-pretty text-muted-foreground text-sm">
						Choose a trait to see for whom the campaign did more or less. It is a hint for the next campaign:
						the verdict never depends on it.
					</p>
				) : slices.error ? (
					<p className="text-pretty text-sm">{slices.error.message}</p>
				) : slices.data ? (
					<p className="text-pretty text-sm">{slices.data.known ? "" : slices.data.reason}</p>
				) : (
					<Skeleton className="h-40" />
				)}
			</CardContent>
		</Card>
	);
}

function Slices({
	read,
	slices: { rows, sentence, label, trait },
	chooser,
}: {
	read: LiftReadOut;
	slices: SlicesReadOut;
	chooser: ReactNode;
}) {
	const { currency } = read.campaign;
	const model = prepareGroups(rows, read, {
		column: trait,
		correction: "Benjamini–Hochberg",
		title: `Lift in ${label} by ${trait}`,
	});
	return (
		<ChartFrame
			title="Slices (exploratory)"
			asOf={read.asOf}
			summary={model.summary}
			table={model.table}
			fileName="lift-slices"
			controls={chooser}
			footer={`${label} by ${trait} as it was when people were assigned, each slice against its own held-out people. Among many slices some look good by chance: p values are corrected so that of the slices shown no more than ${100 - read.interval.confidence}% are false on average (Benjamini–Hochberg), and each interval is as wide as that asks. Take it as a hint and test it in a campaign of its own; the verdict never depends on it.`}
		>
			<p className="mb-3 max-w-3xl text-pretty font-medium text-sm">{sentence}</p>
			<ForestPlot model={model} />
			<div className="mt-3 border-border border-t pt-1">
				<GroupsTable
					caption={`Results by ${trait}`}
					columns={[trait, "Treated", "Held out", "Difference", "p (corrected)", "Result"]}
					rows={rows.map(({ name, metric, p, adjusted, shown }, index) => [
						name,
						`${formatLevel(metric.treated.mean, { unit: metric.unit, currency })} of ${formatCount(metric.treated.people)}`,
						`${formatLevel(metric.holdout.mean, { unit: metric.unit, currency })} of ${formatCount(metric.holdout.people)}`,
						metric.difference.known ? (model.rows[index]?.difference ?? "") : metric.difference.reason,
						adjusted === null ? "Unknown" : pText(adjusted),
						resultText({ shown, p }),
					])}
				/>
			</div>
		</ChartFrame>
	);
}
