import { expect, it } from "vitest";
import { database } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { prepared, preparedName } from "@/lib/platform/postgres/prepared";

it("a marked statement is kept by the connection once, whatever its values, and no other is", async () => {
	const kept = await database().$transaction(async (tx) => {
		for (const value of ["a", "b"]) {
			const statement = Prisma.sql`SELECT ${value}::text AS "keptOnce"`;
			expect(await tx.$queryRaw(prepared(statement))).toEqual([{ keptOnce: value }]);
			expect(await tx.$queryRaw(statement)).toEqual([{ keptOnce: value }]);
		}
		return await tx.$queryRaw<{ name: string; statement: string }[]>`
			SELECT name, statement FROM pg_prepared_statements WHERE statement LIKE '%keptOnce%' AND name <> ''`;
	});
	expect(kept).toEqual([
		{
			name: preparedName(kept[0]?.statement ?? ""),
			statement: '/* prepared */ SELECT $1::text AS "keptOnce"',
		},
	]);
});
