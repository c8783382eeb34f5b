/** User-facing names of value types. */
export const typeWords = {
	string: "text",
	number: "number",
	boolean: "yes or no",
	date: "date",
	list: "list",
} as const;
