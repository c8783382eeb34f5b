"use client";

import { ChartLine, Download, FileImage, Table2 } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import type { ChartTable } from "@/components/chart/chart-table";
import { saveCsv } from "@/components/chart/save-csv";
import { savePng } from "@/components/chart/save-png";
import { wakeAll } from "@/components/shell/asleep/sleeping";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import {
	DropdownMenu,
	DropdownMenuContent,
	DropdownMenuItem,
	DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { AsOf } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { toast } from "@/components/ui/toast";

/**
 * The frame of every chart: its title, its as-of time, the same figures as a table, and both
 * exports. `summary` describes the chart in one sentence for screen readers.
 */
export function ChartFrame({
	title,
	asOf,
	summary,
	table,
	fileName,
	controls,
	footer,
	children,
}: {
	title: string;
	asOf: string;
	summary: string;
	table: ChartTable;
	fileName: string;
	controls?: ReactNode;
	footer?: ReactNode;
	children: ReactNode;
}) {
	const [isTable, setIsTable] = useState(false);
	const picture = useRef<HTMLDivElement>(null);
	const toPng = async () => {
		if (!picture.current) return;
		await wakeAll(picture.current);
		const svg = picture.current.querySelector("svg");
		if (!svg) return;
		savePng(svg, title, fileName).catch(() => toast.error("This browser could not save the picture."));
	};
	return (
		<Card>
			<CardHeader>
				<div className="min-w-0">
					<CardTitle>{title}</CardTitle>
					<AsOf at={asOf} className="text-muted-foreground text-xs" />
				</div>
				<CardAction className="flex-wrap print:hidden">
					{controls}
					<Button
						variant="ghost"
						size="sm"
						aria-pressed={isTable}
						onClick={() => setIsTable((shown) => !shown)}
					>
						{isTable ? <ChartLine aria-hidden="true" /> : <Table2 aria-hidden="true" />}
						{isTable ? "Chart" : "Table"}
					</Button>
					<DropdownMenu>
						<DropdownMenuTrigger asChild>
							<Button variant="ghost" size="icon-sm" aria-label={`Download: ${title}`}>
								<Download aria-hidden="true" />
							</Button>
						</DropdownMenuTrigger>
						<DropdownMenuContent align="end">
							<DropdownMenuItem onSelect={() => saveCsv(table, fileName)}>
								<Table2 aria-hidden="true" /> Figures as CSV
							</DropdownMenuItem>
							<DropdownMenuItem disabled={isTable} onSelect={() => void toPng()}>
								<FileImage aria-hidden="true" /> Picture as PNG
							</DropdownMenuItem>
						</DropdownMenuContent>
					</DropdownMenu>
				</CardAction>
			</CardHeader>
			<CardContent>
				{isTable ? (
					// The keyboard can only scroll what it can focus.
					// biome-ignore lint/a11y/noNoninteractiveTabindex: long tables are scrolled with the arrow keys.
					<section className="max-h-96 overflow-auto" aria-label={`${title}: table`} tabIndex={0}>
						<FigureTable title={title} table={table} />
					</section>
				) : (
					<figure ref={picture} aria-label={`${title}. ${summary}`} className="m-0 min-w-0">
						{children}
						<figcaption className="sr-only">{summary}</figcaption>
					</figure>
				)}
				{footer && <div className="mt-3 text-muted-foreground text-sm">{footer}</div>}
			</CardContent>
		</Card>
	);
}

function FigureTable({ title, table }: { title: string; table: ChartTable }) {
	return (
		<Table>
			<caption className="sr-only">{title}</caption>
			<TableHeader>
				<TableRow>
					{table.columns.map((column, index) => (
						<TableHead key={column} className={index === 0 ? undefined : "text-right"}>
							{column}
						</TableHead>
					))}
				</TableRow>
			</TableHeader>
			<TableBody>
				{table.rows.map((row) => (
					<TableRow key={row[0]}>
						{row.map((cell, index) => (
							<TableCell
								// biome-ignore lint/suspicious/noArrayIndexKey: a cell is identified by its column
								key={index}
								className={index === 0 ? "whitespace-nowrap" : "whitespace-nowrap text-right tabular-nums"}
							>
								{cell}
							</TableCell>
						))}
					</TableRow>
				))}
			</TableBody>
		</Table>
	);
}
