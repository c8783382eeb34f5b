import { z } from "zod";
import { sha256Hex } from "@/lib/kernel/sha256";
import { columnTypes, type TypedProperty, typedKey } from "@/lib/rules/typed/typed-properties";

/** How names of such columns begin. */
export const columnPrefix = "property_";

/** The name of a property's column: the property's own name may hold anything. */
export function columnName(property: TypedProperty): string {
	const hash = sha256Hex(typedKey(property)).slice(0, 16);
	return `${columnPrefix}${property.type}_${hash}`;
}

/** What a column's comment says: of which property it is, and whether every part of the table has it by now. */
const comment = z.object({
	path: z.string(),
	type: z.enum(Object.keys(columnTypes) as [TypedProperty["type"]]),
	state: z.enum(["filling", "ready", "retired"]),
	/** Since when it is no longer read. */
	retiredMs: z.number().optional(),
});
export type ColumnComment = z.infer<typeof comment>;

/** Null for a column whose comment somebody else wrote. */
export function readComment(text: string): ColumnComment | null {
	try {
		return comment.parse(JSON.parse(text));
	} catch {
		return null;
	}
}

/** The comment as a literal of SQL. */
export function commentSql(value: ColumnComment): string {
	const text = JSON.stringify(comment.parse(value));
	return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
