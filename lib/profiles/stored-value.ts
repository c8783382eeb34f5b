/** A value of a trait as the warehouse's history has it: dates are milliseconds, days are days since 1970. */
export type StoredValue =
	| { type: "unset" }
	| { type: "string"; value: string }
	| { type: "number" | "date" | "day"; value: number }
	| { type: "boolean"; value: boolean }
	| { type: "list"; value: string[] };

/** The value of one row's columns; its type decides which of them counts. */
export function storedValue(
	type: StoredValue["type"],
	text: string,
	number: number,
	list: string[],
): StoredValue {
	switch (type) {
		case "unset":
			return { type };
		case "string":
			return { type, value: text };
		case "boolean":
			return { type, value: number === 1 };
		case "list":
			return { type, value: list };
		default:
			return { type, value: number };
	}
}
