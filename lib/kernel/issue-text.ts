import type { z } from "zod";

type Issue = z.core.$ZodRawIssue;

const shapes: Record<string, string> = {
	string: "must be text",
	number: "must be a number",
	int: "must be a whole number",
	boolean: "must be true or false",
	array: "must be a list",
	object: "must be an object",
	record: "must be an object",
};

const formats: Record<string, string> = {
	datetime: "must be a time such as 2026-11-29T12:00:00Z",
	date: "must be a day such as 2026-11-29",
	email: "must be an email address",
	url: "must be an address such as https://example.com",
	safeint: "must be a whole number",
};

const count = (value: number | bigint) => Number(value).toLocaleString("en-US");
const sizeOf = (input: unknown) =>
	typeof input === "string" || Array.isArray(input) ? input.length : undefined;

/**
 * What is wrong with a part of an input and what it must be, if its schema has no message of its own;
 * continues its name.
 */
export function issueText(issue: Issue): string {
	switch (issue.code) {
		case "invalid_type":
			if (issue.input === undefined) return "is missing";
			return shapes[issue.expected] ?? `must be of type ${issue.expected}`;
		case "invalid_value":
			return issue.values.length === 1
				? `must be ${String(issue.values[0])}`
				: `must be one of ${issue.values.map(String).join(", ")}`;
		case "too_small":
			if (issue.origin === "string")
				return issue.minimum === 1
					? "must not be empty"
					: `needs at least ${count(issue.minimum)} characters`;
			if (issue.origin === "array" || issue.origin === "set") return `needs at least ${count(issue.minimum)}`;
			return `must be ${issue.inclusive === false ? "more than" : "at least"} ${count(issue.minimum)}`;
		case "too_big": {
			const size = sizeOf(issue.input);
			if (issue.origin === "string")
				return `has ${count(size ?? 0)} characters; ${count(issue.maximum)} are allowed`;
			if (issue.origin === "array") return `has ${count(size ?? 0)}; ${count(issue.maximum)} are allowed`;
			return `must be ${issue.inclusive === false ? "less than" : "at most"} ${count(issue.maximum)}`;
		}
		case "invalid_format":
			return formats[issue.format] ?? "does not have the expected form";
		case "not_multiple_of":
			return `must be a multiple of ${count(issue.divisor)}`;
		case "unrecognized_keys":
			return `has unknown names: ${issue.keys.join(", ")}`;
		default:
			return "is not one of the forms allowed here";
	}
}
