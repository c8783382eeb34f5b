import { Prisma } from "@/lib/platform/postgres/generated/client";

/**
 * An array of texts without commas (hashes, words, numbers), as one value of the statement: cast it to the type of its
 * elements. For thousands of them the driver's own arrays, escaped element by element, cost more than the statement.
 */
export function listed(values: readonly (string | number)[]): Prisma.Sql {
	return Prisma.sql`string_to_array(${values.join(",")}::text, ',')`;
}
