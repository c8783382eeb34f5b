import { Prisma } from "@/lib/platform/postgres/generated/client";

/**
 * A model's columns for a statement written by hand, each under the name its field has: what comes of it is a row as Prisma
 * itself would read it. `fields` is the model's list of fields; every column is its field's name in snake case.
 */
export function columnsOf(fields: Readonly<Record<string, string>>, table: string): Prisma.Sql {
	const columns = Object.values(fields).map((field) => {
		const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
		return `${table}."${column}" AS "${field}"`;
	});
	return Prisma.raw(columns.join(", "));
}
