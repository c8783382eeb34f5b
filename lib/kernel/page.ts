import { z } from "zod";

/** Query of every list: an opaque cursor and a maximum number of rows. */
export const pageQuery = z.object({
	cursor: z.string().max(200).optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Response of every list. */
export function pageOf<T extends z.ZodType>(item: T) {
	return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
