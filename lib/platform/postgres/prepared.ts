import { sha256Hex } from "@/lib/kernel/sha256";
import { Prisma } from "@/lib/platform/postgres/generated/client";

const mark = "/* prepared */";
const names = new Map<string, string>();

/**
 * A statement that Postgres parses and plans once per connection instead of each time: planning a look-up
 * over four tables takes five times as long as running it. For frequent statements that look up few rows and
 * have one text, or a handful: every connection keeps every text. Not where the best plan depends on the
 * values.
 */
export function prepared(statement: Prisma.Sql): Prisma.Sql {
	return Prisma.sql`${Prisma.raw(mark)} ${statement}`;
}

/** The name by which a connection keeps a statement; none for all that were not marked. */
export function preparedName(sql: string): string {
	if (!sql.startsWith(mark)) return "";
	const known = names.get(sql);
	if (known) return known;
	const name = `muster_${sha256Hex(sql).slice(0, 16)}`;
	names.set(sql, name);
	return name;
}
