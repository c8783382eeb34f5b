import { afterAll, expect, it } from "vitest";
import { closeDatabase, database } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { ownersSql } from "@/lib/profiles/server/resolve-people";

class Undo extends Error {}

afterAll(closeDatabase);

// Statistics of many small workspaces, and a first import into another one that has just begun.
it("looks each key up by itself, however small Postgres takes the workspace for", async () => {
	const keys = Array.from({ length: 1_000 }, (_, index) => `user_id:${index.toString(16).padStart(64, "0")}`);
	let plan = "";
	const attempt = database().$transaction(async (tx) => {
		await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
		const fill = (from: number, to: number, people: number) => tx.$executeRaw`
			INSERT INTO identifier (workspace_number, kind, value_hash, uid, value_encrypted)
			SELECT ws, 'user_id', sha256(concat(ws, '-', uid)::bytea), uid, ''
			FROM generate_series(${from}::int, ${to}::int) ws, generate_series(1, ${people}::int) uid`;
		await fill(1_000_001, 1_003_000, 3);
		await tx.$executeRaw`ANALYZE identifier`;
		await fill(1_003_001, 1_003_001, 5_000);
		const rows = await tx.$queryRaw<Record<string, string>[]>(
			Prisma.sql`EXPLAIN ${ownersSql(1_003_001, keys)}`,
		);
		plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
		throw new Undo();
	});
	await expect(attempt).rejects.toThrow(Undo);
	const scans = plan.split("\n").filter((line) => /\bon identifier\b/.test(line));
	expect(scans, plan).toEqual([expect.stringContaining("using identifier_pkey on identifier")]);
	expect(plan).toMatch(/value_hash = decode/);
});
