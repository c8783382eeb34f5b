"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { ChartFrame } from "@/components/chart/chart-frame";
import { WhenSeen } from "@/components/chart/when-seen";
import { prepareLiftSeries } from "@/components/lift/prepare-lift-series";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import type { LiftReadOut } from "@/lib/lift/contracts";

const LiftChart = dynamic(async () => (await import("@/components/lift/lift-chart")).LiftChart, {
	ssr: false,
});

/** Treated against held out over time; where there are no event times it says so and draws nothing. */
export function SeriesCard({ read }: { read: LiftReadOut }) {
	const [chosen, setChosen] = useState<string | null>(null);
	if (!read.series.known)
		return (
			<Card>
				<CardHeader>
					<CardTitle>Treated against held out over time</CardTitle>
				</CardHeader>
				<CardContent className="text-muted-foreground text-sm">{read.series.reason}</CardContent>
			</Card>
		);
	const models = read.series.figure.map((series) => prepareLiftSeries(read, series));
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
					<Select value={model.key} onValueChange={setChosen}>
						<SelectTrigger size="sm" aria-label="Metric" className="w-auto min-w-40">
							<SelectValue />
						</SelectTrigger>
						<SelectContent>
							{models.map(({ key, label }) => (
								<SelectItem key={key} value={key}>
									{label}
								</SelectItem>
							))}
						</SelectContent>
					</Select>
				) : undefined
			}
			footer={`${model.label}, cumulative since each person's own assignment. Bands are the 95% interval of each group on its own; the interval of the difference is in the table.`}
		>
			<WhenSeen className="h-72">
				<LiftChart model={model} />
			</WhenSeen>
		</ChartFrame>
	);
}
