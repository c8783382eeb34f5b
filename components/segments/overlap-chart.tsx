"use client";

import Link from "next/link";
import { type KeyboardEvent, useRef, useState } from "react";
import { ChartFrame } from "@/components/chart/chart-frame";
import { useWidth } from "@/components/chart/use-width";
import { combinationPath } from "@/components/segments/combined-rule";
import { type OverlapColumn, prepareOverlap } from "@/components/segments/prepare-overlap";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { formatCompact, formatCount, formatPeople, formatPercent } from "@/components/ui/format-number";
import type { Overlap } from "@/lib/segments/insights-contracts";

const barsHeight = 180;
const rowHeight = 28;
const gap = 28;
/** One color for all: only the selection stands out. */
const bars = "var(--input-strong)";
const barWidth = (step: number) => Math.min(56, step - 6);
const quiet = "var(--muted-foreground)";

/**
 * Which people are in exactly which segments: a column for each combination, largest first, with its size as a bar and
 * its segments as dots; beside them the size of each segment. Arrow keys walk through the columns.
 */
export function OverlapChart({ overlap }: { overlap: Overlap }) {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("segments.write");
	const frame = useRef<HTMLDivElement>(null);
	const width = useWidth(frame) ?? 720;
	const [chosen, setChosen] = useState<number | null>(null);
	const { columns, hidden, largest, largestSet, table } = prepareOverlap(overlap);
	const column = chosen === null ? null : columns[chosen];
	const isNarrow = width < 560;
	const nameWidth = isNarrow ? 118 : 190;
	const setWidth = isNarrow ? 44 : 110;
	const left = nameWidth + setWidth + 12;
	const step = Math.max(22, Math.min(280, (width - left) / Math.max(1, columns.length)));
	const drawnWidth = Math.max(width, left + step * columns.length);
	const height = barsHeight + gap + rowHeight * overlap.segments.length + 8;
	const othersOf = ({ ids }: OverlapColumn) =>
		overlap.segments.map(({ id }) => id).filter((id) => !ids.includes(id));
	const move = (event: KeyboardEvent) => {
		const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
		// With Alt the arrows go back and forth through the browser's history.
		if (by === undefined || columns.length === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
		event.preventDefault();
		setChosen((before) => {
			const next = before === null ? (by > 0 ? 0 : columns.length - 1) : before + by;
			return Math.max(0, Math.min(columns.length - 1, next));
		});
	};
	const [first] = columns;
	const summary = first
		? `${formatPeople(overlap.total)} in ${overlap.segments.length} segments. The largest part: ${formatCount(first.count)} in ${first.label}.`
		: "No one is in any of these segments.";
	return (
		<ChartFrame
			title="Overlap"
			asOf={overlap.asOf}
			summary={summary}
			table={table}
			fileName="segment-overlap"
			footer={
				<div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
					<span aria-live="polite">
						{column ? <Words column={column} total={overlap.total} /> : summary}
						{hidden > 0 && ` ${hidden} smaller combinations are in the table.`}
					</span>
					{mayWrite && column && (
						<Button variant="outline" size="sm" asChild>
							<Link href={`/${slug}/${combinationPath(column.ids, othersOf(column))}`}>
								Create a segment of these people
							</Link>
						</Button>
					)}
				</div>
			}
		>
			<div ref={frame} className="min-w-0 overflow-x-auto">
				<svg
					width={drawnWidth}
					height={height}
					// biome-ignore lint/a11y/noNoninteractiveTabindex: the chart is navigated with the arrow keys.
					tabIndex={0}
					role="application"
					aria-label={`Overlap: ${summary} Arrow keys walk through the combinations.`}
					onKeyDown={move}
					className="block rounded-sm text-foreground focus-visible:outline-offset-[-2px]"
				>
					<line x1={left} x2={drawnWidth} y1={barsHeight} y2={barsHeight} stroke="var(--border)" />
					{overlap.segments.map((segment, row) => (
						<SetRow
							key={segment.id}
							name={segment.name}
							size={segment.size}
							y={barsHeight + gap + row * rowHeight}
							isStriped={row % 2 === 0}
							width={drawnWidth}
							nameWidth={nameWidth}
							setWidth={setWidth}
							share={segment.size / largestSet}
							isIn={column?.ids.includes(segment.id) ?? false}
						/>
					))}
					{columns.map((each, index) => (
						<Column
							key={each.key}
							column={each}
							ids={overlap.segments.map(({ id }) => id)}
							x={left + step * (index + 0.5)}
							step={step}
							height={(each.count / largest) * (barsHeight - 24)}
							total={height}
							isChosen={chosen === index}
							onChoose={() => setChosen(index)}
						/>
					))}
				</svg>
			</div>
		</ChartFrame>
	);
}

function Words({ column, total }: { column: OverlapColumn; total: number }) {
	return (
		<>
			<span className="font-medium text-foreground tabular-nums">{formatPeople(column.count)}</span> in{" "}
			{column.label}
			{column.ids.length > 1 && " and no other"} · {formatPercent(total === 0 ? 0 : column.count / total)} of
			all.
		</>
	);
}

function SetRow({
	name,
	size,
	y,
	isStriped,
	width,
	nameWidth,
	setWidth,
	share,
	isIn,
}: {
	name: string;
	size: number;
	y: number;
	isStriped: boolean;
	width: number;
	nameWidth: number;
	setWidth: number;
	share: number;
	isIn: boolean;
}) {
	const letters = Math.floor(nameWidth / 7);
	const short = name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
	const bar = Math.max(1, share * (setWidth - 40));
	const inMiddle = { y: y + rowHeight / 2, dominantBaseline: "central" } as const;
	return (
		<g>
			{isStriped && <rect x={0} y={y} width={width} height={rowHeight} fill="var(--muted)" opacity={0.5} />}
			<text x={4} {...inMiddle} fontSize={12} fontWeight={isIn ? 600 : 400} fill="currentColor">
				<title>{name}</title>
				{short}
			</text>
			{setWidth > 60 && (
				<rect
					x={nameWidth}
					y={y + 9}
					width={bar}
					height={rowHeight - 18}
					rx={2}
					fill={isIn ? "var(--primary)" : bars}
				/>
			)}
			<text x={nameWidth + (setWidth > 60 ? bar + 6 : 0)} {...inMiddle} fontSize={11} fill={quiet}>
				{formatCompact(size)}
			</text>
		</g>
	);
}

function Column({
	column,
	ids,
	x,
	step,
	height,
	total,
	isChosen,
	onChoose,
}: {
	column: OverlapColumn;
	ids: string[];
	x: number;
	step: number;
	height: number;
	total: number;
	isChosen: boolean;
	onChoose: () => void;
}) {
	const rows = ids.flatMap((id, row) => (column.ids.includes(id) ? [row] : []));
	const centre = (row: number) => barsHeight + gap + row * rowHeight + rowHeight / 2;
	const colour = isChosen ? "var(--primary)" : bars;
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: the chart's arrow keys do the same.
		<g onClick={onChoose} className="cursor-pointer">
			<title>{`${formatPeople(column.count)} in ${column.label}`}</title>
			<rect
				x={x - step / 2}
				y={0}
				width={step}
				height={total}
				fill={isChosen ? "var(--accent)" : "transparent"}
				opacity={0.6}
			/>
			<rect
				x={x - barWidth(step) / 2}
				y={barsHeight - height}
				width={barWidth(step)}
				height={Math.max(1, height)}
				rx={2}
				fill={colour}
			/>
			<text
				x={x}
				y={barsHeight - height - 6}
				textAnchor="middle"
				fontSize={11}
				fill={isChosen ? "currentColor" : quiet}
			>
				{formatCompact(column.count)}
			</text>
			{ids.map((id, row) => (
				<circle
					key={id}
					cx={x}
					cy={centre(row)}
					r={5}
					fill={column.ids.includes(id) ? colour : "var(--border)"}
				/>
			))}
			{rows.length > 1 && (
				<line
					x1={x}
					x2={x}
					y1={centre(rows[0] ?? 0)}
					y2={centre(rows.at(-1) ?? 0)}
					stroke={colour}
					strokeWidth={2}
				/>
			)}
		</g>
	);
}
