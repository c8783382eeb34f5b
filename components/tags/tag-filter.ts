import type { DataFilter } from "@/components/data-table/data-table";

/** A list's filter by its rows' tags; none if no row has tags. */
export function tagFilters<T extends { tags: readonly string[] }>(rows: readonly T[] = []): DataFilter<T>[] {
	const tags = [...new Set(rows.flatMap((row) => row.tags))].sort((one, other) => one.localeCompare(other));
	if (tags.length === 0) return [];
	return [
		{
			id: "tag",
			label: "Tag",
			options: tags.map((tag) => ({ value: tag, label: tag })),
			matches: (row, wanted) => row.tags.includes(wanted),
		},
	];
}
