import type { ReactNode } from "react";
import type { DataColumn } from "@/components/data-table/data-column";
import { MoreMenu } from "@/components/ui/more-menu";

/** A last column with more actions for a row; null if there are none. */
export function menuColumn<T extends { name: string }>(items: (row: T) => ReactNode): DataColumn<T> {
	return {
		id: "more",
		header: "More",
		isHeaderHidden: true,
		align: "right",
		className: "w-px",
		// Above the link that covers the row.
		cell: (row) => {
			const content = items(row);
			return (
				content && (
					<span className="relative -my-1.5 inline-flex align-middle">
						<MoreMenu label={`More for ${row.name}`}>{content}</MoreMenu>
					</span>
				)
			);
		},
	};
}
