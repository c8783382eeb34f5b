"use client";

import { useRef } from "react";
import { axisText } from "@/components/chart/axis-look";
import { useWidth } from "@/components/chart/use-width";
import { formatDate } from "@/components/ui/format-time";

export type BandPoint = {
	/** Milliseconds. */
	at: number;
	/** Equal where the value is exact. */
	lower: number;
	upper: number;
};

const height = 160;
const room = { top: 8, right: 12, bottom: 22, left: 44 };

/**
 * Values over time from zero: a line through the middle of each, and a band where only a range is known. Days
 * without a value are not drawn.
 */
export function BandLine({
	points,
	most,
	format,
	summary,
}: {
	points: readonly BandPoint[];
	/** Top of the scale. */
	most: number;
	format: (value: number) => string;
	/** The same in one sentence. */
	summary: string;
}) {
	const frame = useRef<HTMLDivElement>(null);
	const width = useWidth(frame) ?? 560;
	const first = points[0];
	const last = points.at(-1);
	if (!first || !last) return null;
	const span = Math.max(1, last.at - first.at);
	const x = (at: number) => room.left + ((at - first.at) / span) * (width - room.left - room.right);
	const y = (value: number) =>
		height - room.bottom - (value / Math.max(most, 1e-9)) * (height - room.top - room.bottom);
	const place = (at: number, value: number) => `${round(x(at))} ${round(y(value))}`;
	const middle = ({ lower, upper }: BandPoint) => (lower + upper) / 2;
	const isRange = points.some(({ lower, upper }) => lower !== upper);
	const band = [
		...points.map(({ at, upper }) => place(at, upper)),
		...points.toReversed().map(({ at, lower }) => place(at, lower)),
	].join("L");
	return (
		// Out of the flow: the picture follows the width of its place, and never holds it open.
		<div ref={frame} className="relative overflow-hidden" style={{ height }}>
			<svg
				role="img"
				aria-label={summary}
				width={width}
				height={height}
				className="absolute top-0 left-0 block text-chart-1"
			>
				<title>{summary}</title>
				{[0, 0.5, 1].map((share) => (
					<g key={share}>
						<line
							x1={room.left}
							x2={width - room.right}
							y1={y(most * share)}
							y2={y(most * share)}
							stroke={share === 0 ? "var(--border)" : "var(--chart-grid)"}
						/>
						<text x={room.left - 6} y={y(most * share) + 4} textAnchor="end" {...axisText}>
							{format(most * share)}
						</text>
					</g>
				))}
				{isRange && <path d={`M${band}Z`} fill="currentColor" opacity={0.18} />}
				<path
					d={`M${points.map((point) => place(point.at, middle(point))).join("L")}`}
					fill="none"
					stroke="currentColor"
					strokeWidth={2}
					strokeLinejoin="round"
				/>
				{points.map((point) => (
					<circle
						key={point.at}
						cx={x(point.at)}
						cy={y(middle(point))}
						r={points.length < 30 ? 2.5 : 1.5}
						fill="currentColor"
					/>
				))}
				<text x={room.left} y={height - 5} {...axisText}>
					{formatDate(new Date(first.at))}
				</text>
				{points.length > 1 && (
					<text x={width - room.right} y={height - 5} textAnchor="end" {...axisText}>
						{formatDate(new Date(last.at))}
					</text>
				)}
			</svg>
		</div>
	);
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
