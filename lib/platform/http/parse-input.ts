import { z } from "zod";
import type { Issue } from "@/lib/kernel/app-error";
import { ignoredKeys, readInputText } from "@/lib/kernel/input-text";
import { issueText } from "@/lib/kernel/issue-text";
import { invalidInput } from "@/lib/platform/http/error-response";

type Part = "path" | "query" | "body";

/** A part of a request without a schema: empty. */
const nothing = z.object({});

/**
 * One part of a request by its contract's schema. Text is made storable first; a key that would have no
 * effect is refused with the known names, because it is usually mistyped.
 */
export function parseInput(schema: z.ZodType | undefined, value: unknown, part: Part): unknown {
	const text = readInputText(value);
	if (!text.ok) throw invalidInput(text.issues, part);
	const known = schema ?? nothing;
	const unknown = unknownNames(known, text.value);
	const parsed = known.safeParse(text.value, { error: issueText });
	if (!parsed.success) {
		const wrong = parsed.error.issues.flatMap(({ code, path, message }) =>
			// A strict object reports unknown keys too, but without the known names.
			code === "unrecognized_keys" && path.length === 0
				? []
				: [{ path: path.map(String).join("."), message }],
		);
		throw invalidInput([...unknown, ...wrong], part);
	}
	const named = new Set(unknown.map(({ path }) => path));
	const deeper = ignoredKeys(text.value, parsed.data)
		.filter((path) => !named.has(path))
		.map((path) => ({ path, message: "is not known here" }));
	if (unknown.length > 0 || deeper.length > 0) throw invalidInput([...unknown, ...deeper], part);
	return parsed.data;
}

function unknownNames(schema: z.ZodType, value: unknown): Issue[] {
	if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null) return [];
	const names = Object.keys(schema.shape);
	const message = names.length === 0 ? "is not known here" : `is not known here; known: ${names.join(", ")}`;
	return Object.keys(value)
		.filter((key) => !Object.hasOwn(schema.shape, key))
		.map((path) => ({ path, message }));
}
