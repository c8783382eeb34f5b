import type { DataFilter } from "@/components/data-table/data-table";

/** The filter of a list by the tags its rows carry; none where none does. */
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
