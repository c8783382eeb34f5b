import { formatDay } from "@/lib/kernel/calendar-day";

/**
 * A value of `trait_history` as people read it: a day as `2026-11-29`, an instant in ISO 8601, null for a
 * removed one.
 */
export function shownTraitValue(row: {
	type: string;
	text: string;
	number: number | null;
	list: string[];
}): string | number | boolean | string[] | null {
	switch (row.type) {
		case "number":
			return row.number;
		case "boolean":
			return row.number === 1;
		case "date":
			return row.number === null ? null : new Date(row.number).toISOString();
		case "day":
			return row.number === null ? null : formatDay(row.number);
		case "list":
			return row.list;
		case "unset":
			return null;
		default:
			return row.text;
	}
}
