import { Prisma } from "@/lib/platform/postgres/generated/client";
import { listed } from "@/lib/platform/postgres/listed";

/**
 * What a hash column equals when it is one of these (hex). The hashes are known before the statement runs, so each is
 * looked up in an index. A join with the list leaves the order to Postgres, which right after a large import or a first
 * delivery believes the tables to be almost empty and compares every row with every hash.
 */
export function anyOf(ids: readonly string[]): Prisma.Sql {
	return Prisma.sql`ANY(ARRAY(SELECT decode(id, 'hex') FROM unnest(${listed(ids)}) AS listed(id)))`;
}
