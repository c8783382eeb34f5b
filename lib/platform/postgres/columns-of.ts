import { Prisma } from "@/lib/platform/postgres/generated/client";

/**
 * A model's columns for a handwritten statement, each aliased to its field's name: a result row looks as if
 * Prisma had read it. `fields` is the model's list of fields; every column is its field's name in snake case.
 */
export function columnsOf(fields: Readonly<Record<string, string>>, table: string): Prisma.Sql {
	const columns = Object.values(fields).map((field) => {
		const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
		return `${table}."${column}" AS "${field}"`;
	});
	return Prisma.raw(columns.join(", "));
}
