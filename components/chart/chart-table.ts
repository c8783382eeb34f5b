export interface ChartTable {
	columns: readonly string[];
	/** As shown; the first cell names the row. */
	rows: readonly (readonly string[])[];
	/** As exported: plain numbers, in the columns' order. Falls back to `rows`. */
	exported?: { columns: readonly string[]; rows: readonly (readonly (string | number | null)[])[] };
}
