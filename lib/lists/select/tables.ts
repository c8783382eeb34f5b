/** Tables an admin's SELECT may read, with the columns it sees; the workspace's number is not among them. */
export const selectableColumns = {
	events: ["uid", "event", "time", "received_at", "source", "message", "properties"],
	trait_history: [
		"uid",
		"trait",
		"type",
		"string_value",
		"number_value",
		"list_value",
		"priority",
		"source",
		"valid_from",
		"recorded_at",
	],
	consent_history: ["uid", "purpose", "state", "effective_at", "recorded_at", "source"],
} as const;

export type SelectableTable = keyof typeof selectableColumns;

// Safe because the keys of a constant object are its own.
export const selectableTables = Object.keys(selectableColumns) as SelectableTable[];

/** Whether this is the exact name of such a table. */
export function isSelectable(name: string): name is SelectableTable {
	return Object.hasOwn(selectableColumns, name);
}

/** Columns whose parts are accessed with dots. */
export function isJsonColumn(table: SelectableTable, column: string): boolean {
	return table === "events" && column === "properties";
}
