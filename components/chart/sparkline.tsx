import { cn } from "@/components/ui/class-names";

const width = 96;
const height = 24;
/** Room for the line's stroke and the dot at its end. */
const inset = 3;
/** Stroke widths stay the same however far the chart is stretched. */
const pen = {
	fill: "none",
	stroke: "currentColor",
	strokeLinejoin: "round",
	strokeLinecap: "round",
	vectorEffect: "non-scaling-stroke",
} as const;

/**
 * Numbers as a small line with a dot at its end: static, rendered on the server. Nulls are left out, never
 * drawn as zero. The scale fits the data, but never so tightly that a change below a fifth of the largest
 * fills it. `summary` describes the chart in words.
 */
export function Sparkline({
	values,
	summary,
	className,
}: {
	values: readonly (number | null)[];
	summary: string;
	/** Its size; the chart is stretched to it. */
	className: string;
}) {
	const points = placePoints(values);
	const last = points.at(-1);
	return (
		<svg
			role="img"
			aria-label={summary}
			viewBox={`0 0 ${width} ${height}`}
			preserveAspectRatio="none"
			className={cn("block shrink-0 text-chart-1", className)}
		>
			<title>{summary}</title>
			{joinRuns(points).map((path) => (
				<path key={path} d={path} strokeWidth={1.5} {...pen} />
			))}
			{last && <path data-end="" d={`M${last.x} ${last.y}h0`} strokeWidth={5} {...pen} />}
		</svg>
	);
}

type Point = { index: number; x: number; y: number };

function placePoints(values: readonly (number | null)[]): Point[] {
	const known = values.filter((value) => value !== null);
	const high = Math.max(...known);
	const low = Math.min(...known);
	const span = Math.max(high - low, high / 5);
	const middle = (high + low) / 2;
	const step = (width - 2 * inset) / Math.max(1, values.length - 1);
	const round = (value: number) => Math.round(value * 10) / 10;
	return values.flatMap((value, index) =>
		value === null
			? []
			: [
					{
						index,
						x: round(inset + index * step),
						y: round(height / 2 - (span === 0 ? 0 : ((value - middle) / span) * (height - 2 * inset))),
					},
				],
	);
}

/** One path for each run without a gap. */
function joinRuns(points: readonly Point[]): string[] {
	return points
		.reduce<Point[][]>((runs, point) => {
			const run = runs.at(-1);
			if (run && run.at(-1)?.index === point.index - 1) run.push(point);
			else runs.push([point]);
			return runs;
		}, [])
		.filter((run) => run.length > 1)
		.map((run) => `M${run.map(({ x, y }) => `${x} ${y}`).join("L")}`);
}
