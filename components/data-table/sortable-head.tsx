"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { type DataColumn, hiddenBelow } from "@/components/data-table/data-column";
import { cn } from "@/components/ui/class-names";
import { TableHead } from "@/components/ui/table";

/** A column header; a click sorts by it. */
export function SortableHead<T>({
	column,
	direction,
	onSort,
}: {
	column: DataColumn<T>;
	direction: "ascending" | "descending" | undefined;
	onSort: () => void;
}) {
	const Arrow = direction === "descending" ? ArrowDown : ArrowUp;
	return (
		<TableHead
			aria-sort={column.sortValue ? (direction ?? "none") : undefined}
			className={cn(
				column.align === "right" && "text-right",
				column.hideBelow && hiddenBelow[column.hideBelow],
			)}
		>
			{column.sortValue ? (
				<button
					type="button"
					onClick={onSort}
					className={cn(
						"-mx-1.5 inline-flex h-7 cursor-pointer items-center gap-1 rounded-sm px-1.5 hover:text-foreground",
						direction && "text-foreground",
						column.align === "right" && "flex-row-reverse",
					)}
				>
					{column.header}
					<Arrow aria-hidden="true" className={cn("size-3", !direction && "opacity-0")} />
				</button>
			) : (
				<span className={column.isHeaderHidden ? "sr-only" : undefined}>{column.header}</span>
			)}
		</TableHead>
	);
}
