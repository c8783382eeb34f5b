import type { z } from "zod";
import { unreadText } from "@/lib/kernel/typed-number";

type Issue = z.core.$ZodIssue;

/** What is wrong with a misshapen part, and what to write instead, in words for its author. */
export function shapeText(issue: Issue, input: unknown): string {
	const found = issue.path.reduce<unknown>(
		// Safe because a path of an issue leads through objects and lists.
		(part, step) => (part as Record<PropertyKey, unknown> | undefined | null)?.[step],
		input,
	);
	switch (issue.code) {
		case "invalid_type":
			if (issue.expected !== "number" && issue.expected !== "int") return issue.message;
			if (typeof found === "string") return unreadText(found);
			return typeof found === "number" ? `${found} is not a whole number: round it` : "Write a number";
		case "too_small":
			if (issue.origin === "number" || issue.origin === "int")
				return issue.inclusive ? `Write ${issue.minimum} or more` : `Write more than ${issue.minimum}`;
			return issue.message;
		case "too_big":
			if (issue.origin === "number" || issue.origin === "int")
				return `Write ${Number(issue.maximum).toLocaleString("en-US")} or less`;
			if (issue.origin === "array" && Array.isArray(found))
				return tooManyText(found.length, Number(issue.maximum), "values");
			if (issue.origin === "string" && typeof found === "string")
				return tooManyText(found.length, Number(issue.maximum), "characters");
			return issue.message;
		case "invalid_union": {
			const inner = nearest(issue.errors);
			return inner ? shapeText(inner, found) : "Choose a value";
		}
		default:
			return issue.message;
	}
}

/** "There are 1,200 values; 1,000 are allowed": how many there are of what is too many, and how many may be. */
export function tooManyText(count: number, most: number, what: string): string {
	return `There are ${count.toLocaleString("en-US")} ${what}; ${most.toLocaleString("en-US")} are allowed`;
}

/** For a mismatched value, what it nearly is: with something extra, or with one part missing. */
function nearest(branches: readonly (readonly Issue[])[]): Issue | undefined {
	const tooMuch = branches.flat().find(({ code, path }) => code === "too_big" && path.length === 0);
	if (tooMuch) return tooMuch;
	const partly = branches.filter(
		(issues) => issues.length > 0 && issues.every(({ path }) => path.length > 0),
	);
	return partly.toSorted((a, b) => a.length - b.length)[0]?.[0];
}
