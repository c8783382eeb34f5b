"use client";

import { ChartFrame } from "@/components/chart/chart-frame";
import { ForestPlot } from "@/components/lift/forest-plot";
import { prepareForest } from "@/components/lift/prepare-forest";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { LiftReadOut } from "@/lib/lift/contracts";

/** Every metric: levels and difference in its own unit, relative lift on the axis they share. */
export function ForestCard({ read }: { read: LiftReadOut }) {
	const model = prepareForest(read);
	const isNewcombe = read.metrics.some((metric) => metric.method === "newcombe");
	return (
		<ChartFrame
			title="Metrics"
			asOf={read.asOf}
			summary={model.summary}
			table={model.table}
			fileName="lift-metrics"
			footer={
				isNewcombe
					? "Relative lift with its 95% interval. With fewer than 10 people in a cell the interval of the difference is Newcombe's."
					: "Relative lift with its 95% interval; the line at 0% is no effect."
			}
		>
			<ForestPlot model={model} />
			<p className="mt-4 text-muted-foreground text-xs sm:hidden">
				Swipe the table sideways to see all of it.
			</p>
			<div className="mt-1 border-border border-t pt-1 sm:mt-4">
				<Table>
					<caption className="sr-only">Levels and differences per metric</caption>
					<TableHeader>
						<TableRow>
							<TableHead>Metric</TableHead>
							<TableHead className="text-right text-treated">Treated</TableHead>
							<TableHead className="text-right text-holdout">Held out</TableHead>
							<TableHead className="whitespace-normal text-right">Difference (95% interval)</TableHead>
						</TableRow>
					</TableHeader>
					<TableBody>
						{model.rows.map((row, index) => (
							<TableRow key={row.key}>
								<TableCell className="font-medium">{row.label}</TableCell>
								<TableCell className="text-right tabular-nums">{model.table.rows[index]?.[1]}</TableCell>
								<TableCell className="text-right tabular-nums">{model.table.rows[index]?.[2]}</TableCell>
								<TableCell className="min-w-36 text-right tabular-nums sm:whitespace-nowrap">
									{row.difference}
								</TableCell>
							</TableRow>
						))}
					</TableBody>
				</Table>
			</div>
		</ChartFrame>
	);
}
