import { axisText } from "@/components/chart/axis-look";
import { dayTicks, levelTicks, liftArms, liftPlot } from "@/components/lift/lift-chart-look";
import type { LiftSeriesModel } from "@/components/lift/prepare-lift-series";

const { margin, xAxis, yAxis } = liftPlot;
const height = liftPlot.height - margin.top - margin.bottom - xAxis;

/**
 * The server-rendered chart, so that it is visible before its code loads: the same lines in the same places.
 * The width is unknown here: the plot is stretched, and text is placed by percentages.
 */
export function LiftChartPicture({ model }: { model: LiftSeriesModel }) {
	const { points } = model;
	const days = dayTicks(model);
	const levels = levelTicks(model);
	const arms = liftArms(model);
	const share = (day: number) => (day / (days.at(-1) || 1)) * 100;
	const [bottom, top] = [levels[0] ?? 0, levels.at(-1) ?? 1];
	const y = (level: number) => height * (1 - (level - bottom) / (top - bottom));
	const at = (day: number, level: number) => `${share(day).toFixed(3)},${y(level).toFixed(2)}`;
	const last = points.at(-1);
	return (
		// Focusable like the chart, which then replaces it.
		// biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
		<div role="img" aria-label={model.summary} tabIndex={0} className="relative h-72 w-full">
			<div
				className="absolute"
				style={{ left: margin.left + yAxis, right: margin.right, top: margin.top, height }}
			>
				<svg className="block size-full overflow-visible" aria-hidden="true">
					{levels.map((level) => (
						<line key={level} x1="0" x2="100%" y1={y(level)} y2={y(level)} stroke="var(--chart-grid)" />
					))}
					<svg
						aria-hidden="true"
						width="100%"
						height="100%"
						viewBox={`0 0 100 ${height}`}
						preserveAspectRatio="none"
						overflow="visible"
					>
						{runsOf(points, ({ band }) => band).map((run) => (
							<polygon
								key={run[0]?.day}
								fill="var(--treated)"
								fillOpacity={0.16}
								points={[
									...run.map(({ day, value }) => at(day, value[1])),
									...run.toReversed().map(({ day, value }) => at(day, value[0])),
								].join(" ")}
							/>
						))}
						{arms.flatMap(({ line, colour }) =>
							runsOf(points, ({ [line]: level }) => level).map((run) => (
								<polyline
									key={`${line}${run[0]?.day}`}
									fill="none"
									stroke={colour}
									strokeWidth={2}
									vectorEffect="non-scaling-stroke"
									points={run.map(({ day, value }) => at(day, value)).join(" ")}
								/>
							)),
						)}
					</svg>
					<line x1="0" x2="100%" y1={height} y2={height} stroke="var(--border)" />
					{days.map((day) => (
						<text key={day} x={`${share(day)}%`} y={height + 8} dy="0.71em" textAnchor="middle" {...axisText}>
							{day}
						</text>
					))}
					<text x="50%" y={height + 42} textAnchor="middle" {...axisText}>
						Days since assignment
					</text>
					{levels.map((level) => (
						<text key={level} x={-8} y={y(level)} dy="0.355em" textAnchor="end" {...axisText}>
							{model.formatTick(level)}
						</text>
					))}
					{arms.map(({ line, name, colour, nameShift }) => {
						const level = last?.[line] ?? null;
						if (level === null) return null;
						return (
							<text
								key={line}
								x="100%"
								dx={8}
								y={y(level) + nameShift}
								fill={colour}
								fontSize={12}
								fontWeight={600}
							>
								{name}
							</text>
						);
					})}
				</svg>
			</div>
		</div>
	);
}

/** Runs of days without a gap: no line is drawn over unknown days. */
function runsOf<P extends { day: number }, V>(
	points: readonly P[],
	read: (point: P) => V | null,
): { day: number; value: V }[][] {
	const runs: { day: number; value: V }[][] = [[]];
	for (const point of points) {
		const value = read(point);
		if (value === null) runs.push([]);
		else runs.at(-1)?.push({ day: point.day, value });
	}
	return runs.filter((run) => run.length > 0);
}
