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
import type { LiftPoint, LiftSeriesModel } from "@/components/lift/prepare-lift-series";

/** Treated against held out over the days since assignment, each with its 95 % band. It only draws. */
export function LiftChart({ model }: { model: LiftSeriesModel }) {
	return (
		<div className="h-72 w-full">
			<ResponsiveContainer width="100%" height="100%">
				<ComposedChart
					data={model.points}
					margin={{ top: 8, right: 72, bottom: 20, left: 4 }}
					accessibilityLayer
					title={model.summary}
				>
					<CartesianGrid vertical={false} stroke="var(--chart-grid)" />
					<XAxis
						dataKey="day"
						type="number"
						domain={[0, "dataMax"]}
						allowDecimals={false}
						tick={axisText}
						tickLine={false}
						axisLine={{ stroke: "var(--border)" }}
						label={{ value: "Days since assignment", position: "insideBottom", offset: -12, ...axisText }}
					/>
					<YAxis
						tick={axisText}
						tickLine={false}
						axisLine={false}
						width={58}
						domain={[0, "auto"]}
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
						dataKey="holdoutBand"
						stroke="none"
						fill="var(--holdout)"
						fillOpacity={0.16}
						isAnimationActive={false}
						activeDot={false}
					/>
					<Area
						dataKey="treatedBand"
						stroke="none"
						fill="var(--treated)"
						fillOpacity={0.16}
						isAnimationActive={false}
						activeDot={false}
					/>
					<Line
						dataKey="holdout"
						stroke="var(--holdout)"
						strokeWidth={2}
						dot={false}
						isAnimationActive={false}
						label={lastLabel(model, "Held out", "var(--holdout)", "holdout")}
					/>
					<Line
						dataKey="treated"
						stroke="var(--treated)"
						strokeWidth={2}
						dot={false}
						isAnimationActive={false}
						label={lastLabel(model, "Treated", "var(--treated)", "treated")}
					/>
				</ComposedChart>
			</ResponsiveContainer>
		</div>
	);
}

/** The arm's name at the end of its line, instead of a legend; moved apart where the lines end close together. */
function lastLabel(model: LiftSeriesModel, text: string, colour: string, arm: "treated" | "holdout") {
	const last = model.points.at(-1);
	const isUpper = (last?.[arm] ?? 0) >= (last?.[arm === "treated" ? "holdout" : "treated"] ?? 0);
	return (props: { x?: number | string; y?: number | string; index?: number }) => {
		if (props.index !== model.points.length - 1) return <g key={`${arm}${props.index}`} />;
		return (
			<text
				key={arm}
				x={Number(props.x ?? 0) + 8}
				y={Number(props.y ?? 0) + (isUpper ? -2 : 12)}
				fill={colour}
				fontSize={12}
				fontWeight={600}
			>
				{text}
			</text>
		);
	};
}

function PointNote({ point, model }: { point: LiftPoint; model: LiftSeriesModel }) {
	const band = (range: [number, number] | null) =>
		range ? ` (${model.formatTick(range[0])} to ${model.formatTick(range[1])})` : "";
	const level = (value: number | null) => (value === null ? "unknown" : model.formatTick(value));
	return (
		<ChartNote>
			<div className="font-medium">
				{point.day === 0 ? "At assignment" : `Within ${point.day} ${point.day === 1 ? "day" : "days"}`}
			</div>
			<div className="text-treated">
				Treated {level(point.treated)}
				{band(point.treatedBand)}
			</div>
			<div className="text-holdout">
				Held out {level(point.holdout)}
				{band(point.holdoutBand)}
			</div>
			{point.difference && <div>Difference {point.difference}</div>}
		</ChartNote>
	);
}
