"use client";

import { ChartFrame } from "@/components/chart/chart-frame";
import { ForestPlot } from "@/components/lift/forest-plot";
import { prepareForest, toEpochTable } from "@/components/lift/prepare-forest";
import { cn } from "@/components/ui/class-names";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { LiftReadOut } from "@/lib/lift/contracts";

/** Every metric: levels and difference in its own unit, relative lift on the axis they share. */
export function ForestCard({ read }: { read: LiftReadOut }) {
	const model = prepareForest(read);
	const epochs = toEpochTable(read);
	const isAdjusted = read.metrics.some(({ removed }) => removed !== null);
	const uses = (method: string) => read.metrics.some((metric) => metric.method === method);
	return (
		<ChartFrame
			title="Metrics"
			asOf={read.asOf}
			summary={model.summary}
			table={model.table}
			fileName="lift-metrics"
			footer={[
				`Relative lift with its ${read.interval.confidence}% interval; the line at 0% is no effect.`,
				uses("newcombe") ? "With fewer than 10 people in a cell the interval is Newcombe's." : "",
				uses("randomization")
					? "Where a few large values decide, the interval is that of dividing the same people anew by chance."
					: "",
				read.metrics.some(({ holm }) => holm !== null)
					? "p values of secondary metrics are corrected for their number (Holm); intervals are each for itself."
					: "",
				uses("delta") ? "Ratios are compared by the delta method, person by person." : "",
				read.metrics.some(({ guardrail }) => guardrail !== null)
					? `Guardrails are each judged on the side of harm alone, at ${read.interval.confidence}% confidence.`
					: "",
				"The chance to beat the holdout assumes nothing beforehand (a flat prior) and is not given where few people or values decide.",
			]
				.filter((text) => text !== "")
				.join(" ")}
		>
			<ForestPlot model={model} />
			{model.notes.map((note) => (
				<p key={note} className="mt-2 text-pretty text-sm">
					{note}
				</p>
			))}
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
							<TableHead className="whitespace-normal text-right">
								Difference ({read.interval.confidence}% interval)
							</TableHead>
							<TableHead className="whitespace-normal text-right">Chance to beat the holdout</TableHead>
						</TableRow>
					</TableHeader>
					<TableBody>
						{model.rows.map((row, index) => (
							<TableRow key={row.key}>
								<TableCell className="min-w-36 font-medium">
									{row.label}
									{row.role && (
										<div
											className={cn(
												"whitespace-normal font-normal text-xs",
												row.isHarmed ? "text-destructive" : "text-muted-foreground",
											)}
										>
											{row.role}
										</div>
									)}
								</TableCell>
								<TableCell className="text-right tabular-nums">{model.table.rows[index]?.[1]}</TableCell>
								<TableCell className="text-right tabular-nums">{model.table.rows[index]?.[2]}</TableCell>
								<TableCell className="min-w-36 text-right tabular-nums sm:whitespace-nowrap">
									{row.difference}
								</TableCell>
								<TableCell className="min-w-36 text-right tabular-nums sm:whitespace-nowrap">
									{row.chance ? (
										<>
											{row.chance.text}
											<div className="text-muted-foreground text-xs">{row.chance.loss}</div>
										</>
									) : (
										<span className="text-muted-foreground">Not given</span>
									)}
								</TableCell>
							</TableRow>
						))}
					</TableBody>
				</Table>
			</div>
			{epochs && (
				<details className="mt-3 text-sm">
					<summary className="min-h-6 cursor-pointer text-primary">
						Each holdout share by itself{isAdjusted && " (not adjusted)"}
					</summary>
					<Table className="mt-2">
						<caption className="sr-only">Levels and differences per metric and allocation epoch</caption>
						<TableHeader>
							<TableRow>
								{epochs.columns.map((column, index) => (
									<TableHead key={column} className={index < 1 ? undefined : "whitespace-normal text-right"}>
										{column}
									</TableHead>
								))}
							</TableRow>
						</TableHeader>
						<TableBody>
							{epochs.rows.map((cells) => (
								<TableRow key={`${cells[0]}${cells[1]}`}>
									{cells.map((cell, index) => (
										<TableCell
											key={epochs.columns[index]}
											className={
												index < 1
													? "font-medium"
													: cn("text-right tabular-nums", index === cells.length - 1 && "min-w-44")
											}
										>
											{cell}
										</TableCell>
									))}
								</TableRow>
							))}
						</TableBody>
					</Table>
				</details>
			)}
		</ChartFrame>
	);
}
