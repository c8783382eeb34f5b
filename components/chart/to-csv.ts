import type { ChartTable } from "@/components/chart/chart-table";
import { csvCell } from "@/lib/kernel/csv-cell";

/**
 * RFC 4180 text of a chart's figures. A cell that a spreadsheet would run as a formula is escaped as text.
 */
export function toCsv(table: ChartTable): string {
	const { columns, rows } = table.exported ?? table;
	return [columns, ...rows].map((row) => row.map(toCell).join(",")).join("\r\n");
}

function toCell(value: string | number | null): string {
	if (value === null) return "";
	if (typeof value === "number") return String(value);
	return csvCell(value);
}
