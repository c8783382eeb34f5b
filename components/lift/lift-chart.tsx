"use client";

import {
	Area,
	CartesianGrid,
	ComposedChart,
	Line,
	ResponsiveContainer,
	Tooltip,
	XAxis,
	YAxis,
} from "recharts";
import { axisText } from "@/components/chart/axis-look";
import { ChartNote } from "@/components/chart/chart-note";
import { dayTicks, levelTicks, liftArms, liftPlot } from "@/components/lift/lift-chart-look";
import type { LiftPoint, LiftSeriesModel } from "@/components/lift/prepare-lift-series";

/** Treated against held out over the days since assignment, with the band of their difference. Rendering only. */
export function LiftChart({ model }: { model: LiftSeriesModel }) {
	const levels = levelTicks(model);
	const arms = liftArms(model);
	return (
		<div className="h-72 w-full">
			<ResponsiveContainer width="100%" height="100%">
				<ComposedChart data={model.points} margin={liftPlot.margin} accessibilityLayer title={model.summary}>
					<CartesianGrid vertical={false} stroke="var(--chart-grid)" />
					<XAxis
						dataKey="day"
						type="number"
						domain={[0, "dataMax"]}
						ticks={dayTicks(model)}
						interval={0}
						height={liftPlot.xAxis}
						tick={axisText}
						tickLine={false}
						axisLine={{ stroke: "var(--border)" }}
						label={{ value: "Days since assignment", position: "insideBottom", offset: -12, ...axisText }}
					/>
					<YAxis
						tick={axisText}
						tickLine={false}
						axisLine={false}
						width={liftPlot.yAxis}
						domain={[levels[0] ?? 0, levels.at(-1) ?? 1]}
						ticks={levels}
						interval={0}
						tickFormatter={model.formatTick}
					/>
					<Tooltip
						cursor={{ stroke: "var(--muted-foreground)", strokeDasharray: "3 3" }}
						content={({ active, payload }) => {
							// Safe because every payload of this chart is one of its points.
							const point = payload?.[0]?.payload as LiftPoint | undefined;
							return active && point ? <PointNote point={point} model={model} /> : null;
						}}
					/>
					<Area
						dataKey="band"
						stroke="none"
						fill="var(--treated)"
						fillOpacity={0.16}
						isAnimationActive={false}
						activeDot={false}
					/>
					{arms.map(({ line, name, colour, nameShift }) => (
						<Line
							key={line}
							dataKey={line}
							stroke={colour}
							strokeWidth={2}
							dot={false}
							isAnimationActive={false}
							label={(props: { x?: number | string; y?: number | string; index?: number }) =>
								props.index !== model.points.length - 1 ? (
									<g key={`${line}${props.index}`} />
								) : (
									<text
										key={line}
										x={Number(props.x ?? 0) + 8}
										y={Number(props.y ?? 0) + nameShift}
										fill={colour}
										fontSize={12}
										fontWeight={600}
									>
										{name}
									</text>
								)
							}
						/>
					))}
				</ComposedChart>
			</ResponsiveContainer>
		</div>
	);
}

function PointNote({ point, model }: { point: LiftPoint; model: LiftSeriesModel }) {
	const level = (value: number | null) => (value === null ? "unknown" : model.formatTick(value));
	return (
		<ChartNote>
			<div className="font-medium">
				{point.day === 0 ? "At assignment" : `Within ${point.day} ${point.day === 1 ? "day" : "days"}`}
			</div>
			<div className="text-treated">Treated {level(point.treated)}</div>
			<div className="text-holdout">Held out {level(point.holdout)}</div>
			{point.difference && <div>Difference {point.difference}</div>}
		</ChartNote>
	);
}
