import { searchKey } from "@/lib/kernel/search-key";

export type SortValue = string | number | boolean | null | undefined;

type Arrangement<T> = {
	q: string;
	searchText: (row: T) => string;
	filters: readonly ((row: T) => boolean)[];
	sortValue: ((row: T) => SortValue) | null;
	isDescending: boolean;
};

/** A list's rows for a view: every search word found, every filter passed, unknown values last. */
export function arrangeRows<T>(
	rows: readonly T[],
	{ q, searchText, filters, sortValue, isDescending }: Arrangement<T>,
): T[] {
	const words = searchKey(q).split(/\s+/).filter(Boolean);
	const kept = rows.filter((row) => {
		if (!filters.every((passes) => passes(row))) return false;
		if (words.length === 0) return true;
		const text = searchKey(searchText(row));
		return words.every((word) => text.includes(word));
	});
	if (!sortValue) return kept;
	return kept.sort((a, b) => compare(sortValue(a), sortValue(b), isDescending));
}

function compare(a: SortValue, b: SortValue, isDescending: boolean): number {
	const isMissing = (value: SortValue) => value === null || value === undefined || value === "";
	if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
	const order =
		typeof a === "string" && typeof b === "string"
			? a.localeCompare(b, "en", { numeric: true, sensitivity: "base" })
			: Number(a) - Number(b);
	return isDescending ? -order : order;
}
