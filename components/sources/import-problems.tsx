"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { apiPath } from "@/components/shell/call-api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { importsQueries } from "@/components/sources/api";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { ShowMore } from "@/components/ui/show-more";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { pluralText } from "@/lib/kernel/number-text";
import { importsApi } from "@/lib/sources/api";
import type { ImportView } from "@/lib/sources/files/import-contracts";

/** Bad rows, or people who had declined, in file order; and all of them as a file. */
export function ImportProblems({ row, kind }: { row: ImportView; kind: "row" | "refusal" }) {
	const slug = useWorkspaceSlug();
	const problems = useInfiniteQuery(importsQueries.problems(row.id, kind));
	const items = problems.data?.pages.flatMap((page) => page.items);
	const download = `${apiPath(importsApi.problemsFile, { params: { importId: row.id } })}?workspace=${encodeURIComponent(slug)}`;
	return (
		<Card>
			<CardHeader className="pb-3">
				<CardTitle>
					{kind === "row"
						? pluralText(row.problems, "problem")
						: `${pluralText(row.refusals, "person", "people")} refused consent`}
				</CardTitle>
				<CardAction>
					<Button asChild variant="outline" size="sm">
						<a href={download} download>
							<Download aria-hidden="true" />
							Download as CSV
						</a>
					</Button>
				</CardAction>
				<CardDescription>
					{kind === "row"
						? "Fix these lines in the file and import it again: duplicates are skipped."
						: "Your statement does not override their own refusal, so they are not delivered. Everything else in their rows was imported. Each is listed with the first line they appear on."}
				</CardDescription>
			</CardHeader>
			{problems.error && !items ? (
				<ErrorNotice error={problems.error} onRetry={problems.refetch} />
			) : !items ? (
				<div className="p-4">
					<TableSkeleton columns={3} />
				</div>
			) : (
				<Table>
					<TableHeader>
						<TableRow>
							<TableHead>Line</TableHead>
							{kind === "row" && <TableHead>Column</TableHead>}
							<TableHead>Reason</TableHead>
						</TableRow>
					</TableHeader>
					<TableBody>
						{items.map((problem) => (
							<TableRow key={`${problem.line} ${problem.column} ${problem.reason}`}>
								<TableCell className="tabular-nums">{problem.line}</TableCell>
								{kind === "row" && <TableCell>{problem.column || "whole row"}</TableCell>}
								<TableCell className="min-w-48">{problem.reason}</TableCell>
							</TableRow>
						))}
					</TableBody>
				</Table>
			)}
			{problems.hasNextPage && (
				<div className="p-3">
					<ShowMore list={problems} />
				</div>
			)}
		</Card>
	);
}
