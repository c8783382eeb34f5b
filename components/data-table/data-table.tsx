"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useRef } from "react";
import { arrangeRows } from "@/components/data-table/arrange-rows";
import { type DataColumn, hiddenBelow } from "@/components/data-table/data-column";
import { ListToolbar } from "@/components/data-table/list-toolbar";
import { SortableHead } from "@/components/data-table/sortable-head";
import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { useListView } from "@/components/data-table/use-list-view";
import { useRowKeys } from "@/components/data-table/use-row-keys";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, TableBody, TableCell, TableHeader, TableRow } from "@/components/ui/table";

export type DataFilter<T> = {
	id: string;
	label: string;
	options: readonly { value: string; label: string }[];
	matches: (row: T, value: string) => boolean;
};

export type DataTableProps<T> = {
	/** What the list contains, for screen readers: "Segments". */
	caption: string;
	/** Undefined while loading. */
	rows: readonly T[] | undefined;
	/** The first column is the row's name and its link. */
	columns: readonly DataColumn<T>[];
	rowKey: (row: T) => string;
	rowHref?: (row: T) => string;
	searchText: (row: T) => string;
	searchPlaceholder?: string;
	filters?: readonly DataFilter<T>[];
	/** Column id, with "-" before it for descending. */
	defaultSort?: string;
	/** Shown when there is nothing at all, not when a search finds nothing. */
	empty: ReactNode;
	error?: unknown;
	onRetry?: () => unknown;
	/** Controls at the right of the search field. */
	toolbar?: ReactNode;
};

/** A list with search, sort and filters in the URL; j / k move, Enter opens, "/" searches. */
export function DataTable<T>(props: DataTableProps<T>) {
	const { caption, rows, columns, rowKey, rowHref, filters = [], defaultSort, empty, error, onRetry } = props;
	const [view, setView] = useListView(filters.map(({ id }) => id));
	const router = useRouter();
	const table = useRef<HTMLDivElement>(null);
	useRowKeys(table);

	if (error && !rows) return <ErrorNotice error={error} {...(onRetry ? { onRetry } : {})} />;
	if (!rows) return <TableSkeleton columns={Math.min(columns.length, 4)} />;
	if (rows.length === 0) return <div className="rounded-lg border border-border bg-card">{empty}</div>;

	const sort = view.sort ?? defaultSort?.replace(/^-/, "") ?? null;
	const isDescending = view.sort ? view.isDescending : (defaultSort?.startsWith("-") ?? false);
	const arranged = arrangeRows(rows, {
		q: view.q,
		searchText: props.searchText,
		filters: filters.flatMap((filter) => {
			const value = view.filters[filter.id];
			return value ? [(row: T) => filter.matches(row, value)] : [];
		}),
		sortValue: columns.find(({ id }) => id === sort)?.sortValue ?? null,
		isDescending,
	});

	return (
		<div className="grid gap-3">
			<ListToolbar
				label={caption}
				placeholder={props.searchPlaceholder}
				view={view}
				onChange={setView}
				filters={filters}
				shown={arranged.length}
				total={rows.length}
			>
				{props.toolbar}
			</ListToolbar>
			<div ref={table} className="overflow-hidden rounded-lg border border-border bg-card shadow-xs">
				{arranged.length === 0 ? (
					<EmptyState
						title="Nothing matches this search"
						description="Try fewer words, or clear the filters."
						action={
							<Button variant="outline" onClick={() => setView({ q: "", filters: {} })}>
								Clear search and filters
							</Button>
						}
					/>
				) : (
					<Table>
						<caption className="sr-only">{caption}</caption>
						<TableHeader>
							<TableRow>
								{columns.map((column) => (
									<SortableHead
										key={column.id}
										column={column}
										direction={sort === column.id ? (isDescending ? "descending" : "ascending") : undefined}
										onSort={() =>
											setView({ sort: column.id, isDescending: sort === column.id ? !isDescending : false })
										}
									/>
								))}
							</TableRow>
						</TableHeader>
						<TableBody>
							{arranged.map((row) => {
								const href = rowHref?.(row);
								return (
									<TableRow
										key={rowKey(row)}
										className={cn(
											"relative",
											href && "hover:bg-accent/60 has-[a[data-row]:focus-visible]:bg-accent",
										)}
										onMouseEnter={href ? () => router.prefetch(href) : undefined}
									>
										{columns.map((column, index) => (
											<TableCell
												key={column.id}
												className={cn(
													column.align === "right" && "text-right tabular-nums",
													column.hideBelow && hiddenBelow[column.hideBelow],
													index === 0 && "max-w-0 w-full sm:max-w-md sm:w-auto",
													column.className,
												)}
											>
												{index === 0 && href ? (
													<Link
														href={href}
														prefetch={false}
														data-row=""
														className="block min-w-0 font-medium after:absolute after:inset-0 after:content-['']"
													>
														{column.cell(row)}
													</Link>
												) : (
													column.cell(row)
												)}
											</TableCell>
										))}
									</TableRow>
								);
							})}
						</TableBody>
					</Table>
				)}
			</div>
		</div>
	);
}
