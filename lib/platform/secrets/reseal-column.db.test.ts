import { readdir, readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { expect, test, vi } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { env } from "@/lib/platform/env";
import { database } from "@/lib/platform/postgres/database";
import { PrismaClient } from "@/lib/platform/postgres/generated/client";

const key = (fill: number) => Buffer.alloc(32, fill).toString("base64");

test("every sealed column of the schema is in the list that rotation walks", async () => {
	const { sealedColumns } = await import("@/lib/platform/secrets/reseal-column");
	const found: string[] = [];
	for (const file of await readdir("prisma/schema")) {
		const text = await readFile(`prisma/schema/${file}`, "utf8");
		for (const model of text.split(/^(?=model )/m)) {
			const table = /@@map\("(\w+)"\)/.exec(model)?.[1];
			for (const match of model.matchAll(/Encrypted\s+Bytes\??\s+@map\("(\w+)"\)/g)) {
				found.push(`${table}.${match[1]}`);
			}
		}
	}
	expect(found.sort()).toEqual(sealedColumns.map(({ table, column }) => `${table}.${column}`).sort());
});

test("rotation seals old values again, so that the old key can be removed", async () => {
	// A separate database: other suites seal with the key that this test removes.
	const name = newId("job");
	await database().$executeRawUnsafe(`CREATE DATABASE "${name}"`);
	const url = new URL(env.DATABASE_URL);
	url.pathname = `/${name}`;
	const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url.href }) });
	try {
		await db.$executeRawUnsafe(
			`CREATE TABLE "destination" (id int PRIMARY KEY, credentials_encrypted bytea)`,
		);
		vi.stubEnv("MUSTER_ENCRYPTION_KEYS", `old:${key(1)}`);
		vi.resetModules();
		const old = await import("@/lib/platform/secrets/keyring");
		const texts = Array.from({ length: 2500 }, (_, i) => `token ${i}`);
		await db.$executeRawUnsafe(
			`INSERT INTO "destination" SELECT * FROM unnest($1::int[], $2::bytea[])`,
			texts.map((_, i) => i),
			texts.map((text) => old.seal(text)),
		);

		vi.stubEnv("MUSTER_ENCRYPTION_KEYS", `new:${key(2)},old:${key(1)}`);
		vi.resetModules();
		const { resealColumn } = await import("@/lib/platform/secrets/reseal-column");
		const place = { table: "destination", column: "credentials_encrypted" } as const;
		expect(await resealColumn(db, place)).toBe(2500);
		expect(await resealColumn(db, place)).toBe(0);

		vi.stubEnv("MUSTER_ENCRYPTION_KEYS", `new:${key(2)}`);
		vi.resetModules();
		const { unseal } = await import("@/lib/platform/secrets/keyring");
		const rows = await db.$queryRawUnsafe<{ sealed: Uint8Array }[]>(
			`SELECT credentials_encrypted AS sealed FROM "destination" ORDER BY id`,
		);
		expect(rows.map((row) => unseal(row.sealed))).toEqual(texts);
	} finally {
		await db.$disconnect();
		await database().$executeRawUnsafe(`DROP DATABASE "${name}"`);
		vi.unstubAllEnvs();
		vi.resetModules();
	}
});
