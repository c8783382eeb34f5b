"use client";

import {
	CartesianGrid,
	Line,
	LineChart,
	ReferenceLine,
	ResponsiveContainer,
	Tooltip,
	XAxis,
	YAxis,
} from "recharts";
import { countAxis, plainAxis } from "@/components/chart/axis-look";
import { ChartNote } from "@/components/chart/chart-note";
import { prepareSizeSeries, type SizePoint } from "@/components/segments/prepare-size-series";
import { formatCount } from "@/components/ui/format-number";
import { formatDate, formatDateTime } from "@/components/ui/format-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { SegmentHistory } from "@/lib/segments/contracts";

/** Size at every refresh, all people and known ones, as a step line from zero; and the same as a table. */
export function SizeChart({
	sizes,
	onPick,
}: {
	sizes: SegmentHistory["sizes"];
	/** Called with the instant from which the chosen point was live; null where points cannot be chosen. */
	onPick: ((instant: number) => void) | null;
}) {
	const { points, versionChanges } = prepareSizeSeries(sizes);
	const last = points.at(-1);
	return (
		<figure className="grid gap-2" aria-label="Size over time">
			<figcaption className="flex flex-wrap items-center justify-between gap-2 text-muted-foreground text-sm">
				<span className="flex gap-4">
					<Key className="bg-chart-1">All people</Key>
					<Key className="bg-chart-3">Known</Key>
				</span>
				{last && <span className="tabular-nums">{formatCount(last.size)} at the last refresh</span>}
			</figcaption>
			<div className="h-56">
				<ResponsiveContainer width="100%" height="100%">
					<LineChart
						data={points}
						margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
						accessibilityLayer
						{...(onPick
							? {
									className: "cursor-pointer",
									onClick: ({ activeLabel }) => {
										const point = points.find(({ at }) => at === activeLabel);
										if (point) onPick(point.servedAt);
									},
								}
							: {})}
					>
						<CartesianGrid vertical={false} stroke="var(--chart-grid)" />
						<XAxis
							dataKey="at"
							type="number"
							scale="time"
							domain={["dataMin", "dataMax"]}
							tickFormatter={(at: number) => formatDate(new Date(at))}
							minTickGap={48}
							{...plainAxis}
						/>
						<YAxis {...countAxis} width={44} />
						<Tooltip content={<PointCard />} />
						{versionChanges.map(({ at, version }) => (
							<ReferenceLine
								key={at}
								x={at}
								stroke="var(--muted-foreground)"
								strokeDasharray="3 3"
								label={{
									value: `v${version}`,
									position: "insideTopLeft",
									fontSize: 11,
									fill: "var(--muted-foreground)",
								}}
							/>
						))}
						<Line
							type="stepAfter"
							dataKey="size"
							name="All people"
							stroke="var(--chart-1)"
							strokeWidth={2}
							dot={points.length < 30}
							isAnimationActive={false}
						/>
						<Line
							type="stepAfter"
							dataKey="known"
							name="Known"
							stroke="var(--chart-3)"
							strokeWidth={2}
							dot={false}
							isAnimationActive={false}
						/>
					</LineChart>
				</ResponsiveContainer>
			</div>
			<details>
				<summary className="inline-flex min-h-6 cursor-pointer items-center text-muted-foreground text-sm">
					As a table
				</summary>
				<Table>
					<TableHeader>
						<TableRow>
							<TableHead>As of</TableHead>
							<TableHead className="text-right">People</TableHead>
							<TableHead className="text-right">Known</TableHead>
							<TableHead className="text-right">Version</TableHead>
						</TableRow>
					</TableHeader>
					<TableBody>
						{points.toReversed().map((point) => (
							<TableRow key={point.at}>
								<TableCell>
									{onPick ? (
										<button
											type="button"
											className="inline-flex min-h-6 cursor-pointer items-center text-primary hover:underline"
											onClick={() => onPick(point.servedAt)}
										>
											{formatDateTime(new Date(point.at))}
										</button>
									) : (
										formatDateTime(new Date(point.at))
									)}
								</TableCell>
								<TableCell className="text-right">{formatCount(point.size)}</TableCell>
								<TableCell className="text-right">{formatCount(point.known)}</TableCell>
								<TableCell className="text-right">{point.version}</TableCell>
							</TableRow>
						))}
					</TableBody>
				</Table>
			</details>
		</figure>
	);
}

function Key({ className, children }: { className: string; children: string }) {
	return (
		<span className="inline-flex items-center gap-1.5">
			<span aria-hidden="true" className={`h-0.5 w-3.5 rounded-full ${className}`} />
			{children}
		</span>
	);
}

function PointCard({ active, payload }: { active?: boolean; payload?: readonly { payload?: SizePoint }[] }) {
	const point = payload?.[0]?.payload;
	if (!active || !point) return null;
	return (
		<ChartNote>
			<div className="text-muted-foreground">{formatDateTime(new Date(point.at))}</div>
			<div className="font-medium tabular-nums">
				{formatCount(point.size)} people, {formatCount(point.known)} known
			</div>
			<div className="text-muted-foreground">version {point.version}</div>
		</ChartNote>
	);
}
