import type { ChartTable } from "@/components/chart/chart-table";
import { saveFile } from "@/components/chart/save-file";
import { toCsv } from "@/components/chart/to-csv";

export function saveCsv(table: ChartTable, fileName: string): void {
	saveFile(new Blob([toCsv(table)], { type: "text/csv;charset=utf-8" }), `${fileName}.csv`);
}
