"use client";

import { Lock } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { formatDateTime } from "@/components/ui/format-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ImportPreview } from "@/lib/sources/files/import-contracts";

/** What the first rows of the file become under the mapping. */
export function PreviewRows({ preview, isStale }: { preview: ImportPreview; isStale: boolean }) {
	return (
		<div className={isStale ? "opacity-50 transition-opacity" : "transition-opacity"} aria-busy={isStale}>
			<Table>
				<TableHeader>
					<TableRow>
						<TableHead>Line</TableHead>
						<TableHead>Person</TableHead>
						<TableHead>Becomes</TableHead>
					</TableRow>
				</TableHeader>
				<TableBody>
					{preview.rows.map((row) => (
						<TableRow key={row.line}>
							<TableCell className="align-top text-muted-foreground tabular-nums">{row.line}</TableCell>
							<TableCell className="max-w-48 truncate align-top">{row.person || "nobody"}</TableCell>
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
											{value.value}
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
		</div>
	);
}
