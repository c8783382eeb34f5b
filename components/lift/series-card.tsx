"use client";

import { useMemo, useState } from "react";
import { ChartFrame } from "@/components/chart/chart-frame";
import { prepareLiftSeries } from "@/components/lift/prepare-lift-series";
import { Sleeping, sleepingPart } from "@/components/shell/asleep/sleeping";
import { TitledCard } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import type { LiftReadOut } from "@/lib/lift/contracts";

// Served as a static chart; the interactive one is fetched on first interaction.
const liftChart = sleepingPart({
	load: async () => (await import("@/components/lift/lift-chart")).LiftChart,
	loadPicture: async () => (await import("@/components/lift/lift-chart-picture")).LiftChartPicture,
	waiting: <div className="h-72" />,
});

/** Treated against held out over time; without event times it says so and draws nothing. */
export function SeriesCard({ read }: { read: LiftReadOut }) {
	const [chosen, setChosen] = useState<string | null>(null);
	const models = useMemo(
		() => (read.series.known ? read.series.figure.map((series) => prepareLiftSeries(read, series)) : []),
		[read],
	);
	if (!read.series.known)
		return (
			<TitledCard title="Treated against held out over time" contentClassName="text-muted-foreground text-sm">
				{read.series.reason}
			</TitledCard>
		);
	const model = models.find((each) => each.key === chosen) ?? models[0];
	if (!model) return null;
	return (
		<ChartFrame
			title="Treated against held out over time"
			asOf={read.asOf}
			summary={`${model.label}. ${model.summary}`}
			table={model.table}
			fileName={`lift-over-time-${model.key}`}
			controls={
				models.length > 1 ? (
					<Choice
						size="sm"
						className="w-auto min-w-40"
						aria-label="Metric"
						value={model.key}
						onChange={setChosen}
						options={models.map(({ key, label }) => ({ value: key, label }))}
					/>
				) : undefined
			}
			footer={`${model.label}, cumulative since each person's own assignment. The band is the ${read.interval.confidence}% interval of the difference: where the held-out line is outside it, the two groups differ by more than chance.`}
		>
			<Sleeping part={liftChart} props={{ model }} />
		</ChartFrame>
	);
}
