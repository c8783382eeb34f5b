/** A filter for a column that contains a text as it is written, in whatever case: Prisma takes % and _ for wildcards. */
export function containsText(text: string): { contains: string; mode: "insensitive" } {
	return { contains: text.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" };
}
