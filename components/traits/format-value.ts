import { formatNumber } from "@/components/ui/format-number";
import { formatDate, formatDateTime } from "@/components/ui/format-time";

/** A computed trait's value as text. */
export function formatValue(value: string | number | boolean | string[], type: string): string {
	if (typeof value === "boolean") return value ? "yes" : "no";
	if (typeof value === "number") return formatNumber(value, 6);
	if (Array.isArray(value)) return value.join(", ");
	if (type === "date") {
		return value.endsWith("T00:00:00.000Z") ? formatDate(value, "UTC") : formatDateTime(value);
	}
	return value === "" ? "(empty text)" : value;
}
