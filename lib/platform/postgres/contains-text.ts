/**
 * A case-insensitive filter for a column that contains a literal text: Prisma treats % and _ as wildcards.
 */
export function containsText(text: string): { contains: string; mode: "insensitive" } {
	return { contains: text.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" };
}
