"use client";

import { useRef } from "react";
import { CartesianGrid, Line, LineChart, ReferenceDot, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { pointsText } from "@/components/campaigns/forecast-text";
import { axisText } from "@/components/chart/axis-look";
import { ChartNote } from "@/components/chart/chart-note";
import { useWidth } from "@/components/chart/use-width";
import { formatNumber } from "@/components/ui/format-number";
import type { LiftForecast } from "@/lib/lift/forecast-contracts";

const axis = { tick: axisText, stroke: "var(--border)" };
type Point = { percent: number; points: number };

/** The smallest lift that shows against the share held out, with the chosen share and the lift worth acting on. */
export function HoldoutCurve({ forecast, holdoutBp }: { forecast: LiftForecast; holdoutBp: number }) {
	const box = useRef<HTMLDivElement>(null);
	const width = useWidth(box);
	const points = forecast.curve.flatMap(({ holdoutBp: bp, leastLift }): Point[] =>
		leastLift === null ? [] : [{ percent: bp / 100, points: leastLift * 100 }],
	);
	const chosen = forecast.shares.find((share) => share.holdoutBp === holdoutBp)?.leastLift ?? null;
	const worth = forecast.worth.effect * 100;
	// The steep left end would press the rest against the axis.
	const lowest = points.at(-1)?.points ?? 0;
	const ticks = niceTicks(Math.max(worth * 1.1, (chosen ?? 0) * 105, lowest * 2.5));
	const most = ticks.at(-1) ?? 1;
	return (
		<div ref={box} className="h-44">
			{width !== null && width > 0 && (
				<LineChart
					width={width}
					height={176}
					data={points}
					margin={{ top: 8, right: 12, bottom: 16, left: 0 }}
					accessibilityLayer
				>
					<CartesianGrid vertical={false} stroke="var(--chart-grid)" />
					<XAxis
						dataKey="percent"
						type="number"
						domain={[0, 50]}
						ticks={[0, 10, 20, 30, 40, 50]}
						tickFormatter={(percent: number) => `${percent}%`}
						label={{ value: "Held out", position: "insideBottom", offset: -10, ...axisText }}
						{...axis}
					/>
					<YAxis
						type="number"
						domain={[0, most]}
						ticks={ticks}
						allowDataOverflow
						width={44}
						tickFormatter={(value: number) => formatNumber(value, most < 5 ? 1 : 0)}
						{...axis}
					/>
					<Tooltip content={<Note />} cursor={{ stroke: "var(--border)" }} />
					<ReferenceLine
						y={worth}
						stroke="var(--muted-foreground)"
						strokeDasharray="4 4"
						label={{ value: "worth acting on", position: "insideBottomRight", ...axisText }}
					/>
					<Line
						dataKey="points"
						stroke="var(--chart-1)"
						strokeWidth={2}
						dot={false}
						isAnimationActive={false}
					/>
					{chosen !== null && (
						<ReferenceDot
							x={holdoutBp / 100}
							y={chosen * 100}
							r={5}
							fill="var(--chart-1)"
							stroke="var(--card)"
							strokeWidth={2}
						/>
					)}
				</LineChart>
			)}
		</div>
	);
}

/** Four equal steps of 1, 2 or 5 times a power of ten that reach it. */
function niceTicks(reach: number): number[] {
	const least = Math.max(reach, 0.01) / 4;
	const power = 10 ** Math.floor(Math.log10(least));
	const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= least) ?? power * 10;
	return [0, 1, 2, 3, 4].map((times) => times * step);
}

function Note({ active, payload }: { active?: boolean; payload?: readonly { payload?: Point }[] }) {
	const point = payload?.[0]?.payload;
	if (!active || !point) return null;
	return (
		<ChartNote>
			<div className="font-medium tabular-nums">{pointsText(point.points / 100)} or more</div>
			<div className="text-muted-foreground tabular-nums">{formatNumber(point.percent, 1)}% held out</div>
		</ChartNote>
	);
}
