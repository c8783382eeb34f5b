import type { ReactNode } from "react";
import type { SortValue } from "@/components/data-table/arrange-rows";

export type DataColumn<T> = {
	id: string;
	header: string;
	/** Keeps the header for screen readers only: columns of buttons. */
	isHeaderHidden?: boolean;
	cell: (row: T) => ReactNode;
	/** Makes the column sortable. */
	sortValue?: (row: T) => SortValue;
	align?: "left" | "right";
	/** Narrower screens than this omit the column. */
	hideBelow?: "sm" | "md" | "lg";
	className?: string;
};

/** The minimum width at which a column is shown. */
export const hiddenBelow = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden" };
