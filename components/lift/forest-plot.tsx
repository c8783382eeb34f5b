"use client";

import { useRef } from "react";
import { useWidth } from "@/components/chart/use-width";
import { formatRelative } from "@/components/lift/format-figures";
import type { ForestModel, ForestRow } from "@/components/lift/prepare-forest";

const ROW = 66;
/** Below this a row has its whisker; above it, its text. */
const BAND = 37;
const AXIS = 30;
const EDGE = 14;

/**
 * One whisker per metric: a point at the relative lift, its interval as a line, zero as the reference
 * line.
 */
export function ForestPlot({ model }: { model: ForestModel }) {
	const frame = useRef<HTMLDivElement>(null);
	const width = useWidth(frame);
	const height = model.rows.length * ROW + AXIS;
	const x = (value: number) =>
		EDGE + ((value - model.from) / (model.to - model.from)) * ((width ?? 0) - 2 * EDGE);
	// Fewer ticks where labels would touch.
	const every = width !== null && width / model.ticks.length < 72 ? 2 : 1;
	return (
		<div ref={frame} className="w-full" style={{ minHeight: height }}>
			{width !== null && (
				<svg width={width} height={height} role="img" aria-label={model.summary}>
					<title>{model.title}</title>
					{model.ticks.map((tick, index) => {
						const isZero = Math.abs(tick) < 1e-9;
						return (
							<g key={tick}>
								{/* Only where the whiskers are: no line crosses text. */}
								{model.rows.map(({ key }, row) => (
									<line
										key={key}
										x1={x(tick)}
										x2={x(tick)}
										y1={row * ROW + BAND}
										y2={(row + 1) * ROW - 6}
										stroke={isZero ? "var(--foreground)" : "var(--chart-grid)"}
										strokeOpacity={isZero ? 0.55 : 1}
									/>
								))}
								{(index % every === 0 || isZero) && (
									<text
										x={x(tick)}
										y={height - 8}
										fontSize={12}
										fill="var(--muted-foreground)"
										textAnchor={index === 0 ? "start" : index === model.ticks.length - 1 ? "end" : "middle"}
									>
										{isZero ? "0%" : formatRelative(tick)}
									</text>
								)}
							</g>
						);
					})}
					{model.rows.map((row, index) => (
						<Whisker
							key={row.key}
							row={row}
							top={index * ROW}
							x={x}
							range={model}
							isNarrow={width < 560}
							width={width}
						/>
					))}
				</svg>
			)}
		</div>
	);
}

function Whisker({
	row,
	top,
	x,
	range,
	isNarrow,
	width,
}: {
	row: ForestRow;
	top: number;
	x: (value: number) => number;
	/** The ends of the axis: a whisker that goes on beyond them ends in an arrow. */
	range: { from: number; to: number };
	isNarrow: boolean;
	width: number;
}) {
	const y = top + 50;
	const within = (value: number) => Math.min(range.to, Math.max(range.from, value));
	const hasPoint = row.point !== null && row.low !== null && row.high !== null;
	return (
		<g>
			<text
				x={EDGE}
				y={top + 16}
				fontSize={13}
				fontWeight={row.isPrimary ? 600 : 500}
				fill="var(--foreground)"
			>
				{row.label}
			</text>
			<text
				x={isNarrow ? EDGE : width - EDGE}
				y={top + (isNarrow ? 31 : 16)}
				fontSize={12}
				fill="var(--muted-foreground)"
				textAnchor={isNarrow ? "start" : "end"}
			>
				{row.relative}
			</text>
			{hasPoint && (
				<>
					<line
						x1={x(within(row.low ?? 0))}
						x2={x(within(row.high ?? 0))}
						y1={y}
						y2={y}
						stroke="var(--treated)"
						strokeWidth={2}
					/>
					{[row.low ?? 0, row.high ?? 0].map((end) =>
						within(end) === end ? (
							<line
								key={end}
								x1={x(end)}
								x2={x(end)}
								y1={y - 5}
								y2={y + 5}
								stroke="var(--treated)"
								strokeWidth={2}
							/>
						) : (
							<path
								key={end}
								d={`M ${x(within(end)) - Math.sign(end) * 7} ${y - 5} L ${x(within(end))} ${y} L ${x(within(end)) - Math.sign(end) * 7} ${y + 5}`}
								fill="none"
								stroke="var(--treated)"
								strokeWidth={2}
							/>
						),
					)}
					<circle cx={x(within(row.point ?? 0))} cy={y} r={row.isPrimary ? 6 : 5} fill="var(--treated)" />
				</>
			)}
		</g>
	);
}
