"use client";

import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";

/** Figures of several groups: the first column names them, the others are numbers. */
export function GroupsTable({
	caption,
	columns,
	rows,
	nameOf = (name) => name,
}: {
	caption: string;
	columns: readonly string[];
	rows: readonly (readonly string[])[];
	/** What stands in the first column of a row. */
	nameOf?: (name: string, index: number) => ReactNode;
}) {
	return (
		<>
			<p className="mt-3 text-muted-foreground text-xs sm:hidden">
				Swipe the table sideways to see all of it.
			</p>
			<Table className="mt-1">
				<caption className="sr-only">{caption}</caption>
				<TableHeader>
					<TableRow>
						{columns.map((column, index) => (
							<TableHead key={column} className={index < 1 ? undefined : "whitespace-normal text-right"}>
								{column}
							</TableHead>
						))}
					</TableRow>
				</TableHeader>
				<TableBody>
					{rows.map((cells, place) => (
						<TableRow key={cells[0]}>
							{cells.map((cell, index) =>
								index < 1 ? (
									<TableCell key={columns[index]} className="min-w-32 font-medium">
										{nameOf(cell, place)}
									</TableCell>
								) : (
									<TableCell
										key={columns[index]}
										className={cn(
											"text-pretty text-right tabular-nums",
											// A difference with its interval, or a reason.
											cell.length > 16 ? "min-w-44" : "min-w-20 last:min-w-24",
										)}
									>
										{cell}
									</TableCell>
								),
							)}
						</TableRow>
					))}
				</TableBody>
			</Table>
		</>
	);
}
