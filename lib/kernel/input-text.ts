import { z } from "zod";
import type { Issue } from "@/lib/kernel/app-error";

const notText = "must be well-formed text: half of a surrogate pair stands alone in it";
/** Far deeper than any contract; code that reads the input afterwards may recurse. */
const maxDepth = 64;

/** Whether both stores accept a text unchanged: no NUL, and no unpaired surrogate. */
export function isStorableText(text: string): boolean {
	return text.isWellFormed() && !text.includes("\0");
}

/** Definition text that is stored verbatim; routes have already stripped its NULs. */
export const storableText = z.string().refine(isStorableText, "must be well-formed text");

export type ReadInput = { ok: true; value: unknown } | { ok: false; issues: Issue[] };

/**
 * The single entry point for submitted text, whatever the route: strips NUL from every value, and rejects
 * unpaired surrogates, names with either, and unbounded nesting, each with its path.
 */
export function readInputText(input: unknown): ReadInput {
	const issues: Issue[] = [];
	const read = (value: unknown, path: readonly string[]): unknown => {
		if (typeof value === "string") {
			if (!value.isWellFormed()) issues.push({ path: path.join("."), message: notText });
			return value.replaceAll("\0", "");
		}
		if (typeof value !== "object" || value === null) return value;
		if (path.length > maxDepth) {
			issues.push({ path: path.slice(0, 8).join("."), message: `is nested deeper than ${maxDepth} levels` });
			return null;
		}
		if (Array.isArray(value)) return value.map((item, index) => read(item, [...path, String(index)]));
		// Own properties are defined, not assigned: a key named __proto__ stays a key and is reported as
		// unknown later.
		return Object.fromEntries(
			Object.entries(value).map(([key, item]) => {
				const shown = key.toWellFormed().replaceAll("\0", "");
				if (!isStorableText(key))
					issues.push({ path: [...path, shown].join("."), message: "is not a usable name" });
				return [key, read(item, [...path, shown])];
			}),
		);
	};
	const value = read(input, []);
	return issues.length > 0 ? { ok: false, issues } : { ok: true, value };
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Paths of input keys that the schema did not keep: they would have no effect, so they are rejected by name.
 */
export function ignoredKeys(given: unknown, kept: unknown, path: readonly string[] = []): string[] {
	if (Array.isArray(given) && Array.isArray(kept)) {
		return given.flatMap((item, index) => ignoredKeys(item, kept[index], [...path, String(index)]));
	}
	if (!isRecord(given) || !isRecord(kept)) return [];
	return Object.keys(given).flatMap((key) => {
		const here = [...path, key];
		if (!Object.hasOwn(kept, key)) return given[key] === undefined ? [] : [here.join(".")];
		return ignoredKeys(given[key], kept[key], here);
	});
}
