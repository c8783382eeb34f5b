/** Types of values as people call them. */
export const typeWords = {
	string: "text",
	number: "number",
	boolean: "yes or no",
	date: "date",
	list: "list",
} as const;
