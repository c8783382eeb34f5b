"use client";

import { Lock } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { formatDateTime, formatStoredDate } from "@/components/ui/format-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { Updating } from "@/components/ui/updating";
import { pluralText } from "@/lib/kernel/number-text";
import type { ImportPreview } from "@/lib/sources/files/import-contracts";

/** Enough rows to see whether the mapping is right. */
const firstShown = 5;

/** The first rows of the file as mapped. */
export function PreviewRows({ preview, isStale }: { preview: ImportPreview; isStale: boolean }) {
	const [isWhole, setWhole] = useState(false);
	const { rows } = preview;
	const shown = isWhole ? rows : rows.slice(0, firstShown);
	const hidden = rows.slice(shown.length);
	const troubled = hidden.filter(({ problems }) => problems.length > 0).length;
	return (
		<Updating isUpdating={isStale}>
			<Table>
				<TableHeader>
					<TableRow>
						<TableHead>Line</TableHead>
						<TableHead>Person</TableHead>
						<TableHead>Becomes</TableHead>
					</TableRow>
				</TableHeader>
				<TableBody>
					{shown.map((row) => (
						<TableRow key={row.line}>
							<TableCell className="align-top text-muted-foreground tabular-nums">{row.line}</TableCell>
							<TableCell className="max-w-48 truncate align-top">{row.person || "no one"}</TableCell>
							<TableCell className="align-top">
								<div className="flex flex-wrap gap-x-3 gap-y-1">
									{row.event && (
										<span>
											<span className="font-medium">{row.event}</span>{" "}
											<span className="text-muted-foreground">{row.at && formatDateTime(row.at, "UTC")}</span>
										</span>
									)}
									{row.values.map((value) => (
										<span key={value.name} className="max-w-64 truncate">
											<span className="text-muted-foreground">
												{value.isPersonal && (
													<Lock aria-label="kept encrypted" className="mr-1 inline size-3" />
												)}
												{value.name}:
											</span>{" "}
											{value.isDate ? formatStoredDate(value.value) : value.value}
										</span>
									))}
								</div>
								{row.problems.map((problem) => (
									<p
										key={`${problem.column} ${problem.reason}`}
										className="mt-1 flex flex-wrap items-center gap-1.5 text-sm"
									>
										<Badge variant={row.isKept ? "warning" : "destructive"}>
											{row.isKept ? "Cell left out" : "Row left out"}
										</Badge>
										<span>
											{problem.column && <strong className="font-medium">{problem.column}: </strong>}
											{problem.reason}
										</span>
									</p>
								))}
							</TableCell>
						</TableRow>
					))}
				</TableBody>
			</Table>
			{hidden.length > 0 && (
				<div className="flex flex-wrap items-center gap-3 border-border border-t p-3">
					<Button variant="outline" size="sm" onClick={() => setWhole(true)}>
						Show all {rows.length} rows
					</Button>
					{troubled > 0 && (
						<p className="text-sm text-warning">
							{pluralText(troubled, "row")} among them {troubled === 1 ? "has" : "have"} problems.
						</p>
					)}
				</div>
			)}
		</Updating>
	);
}
