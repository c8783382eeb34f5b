import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { migrateDatabase } from "@/lib/platform/postgres/migrate-database";

const server = process.env.DATABASE_URL ?? "";
let folder = "";
let url = "";
let databaseName = "";

async function onServer(sql: string): Promise<void> {
	const client = new Client({ connectionString: server });
	await client.connect();
	await client.query(sql);
	await client.end();
}

async function ask<Row extends object>(sql: string): Promise<Row[]> {
	const client = new Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query<Row>(sql)).rows;
	} finally {
		await client.end();
	}
}

async function write(name: string, sql: string): Promise<void> {
	await mkdir(path.join(folder, name), { recursive: true });
	await writeFile(path.join(folder, name, "migration.sql"), sql);
}

describe("migrations of Postgres", () => {
	let count = 0;
	const made: string[] = [];

	beforeEach(async () => {
		folder = await mkdtemp(path.join(tmpdir(), "muster-migrations-"));
		count += 1;
		databaseName = `migrate_${process.pid}_${Date.now()}_${count}`;
		made.push(databaseName);
		await onServer(`CREATE DATABASE ${databaseName}`);
		const parsed = new URL(server);
		parsed.pathname = `/${databaseName}`;
		url = parsed.href;
	});

	afterAll(async () => {
		for (const name of made) await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
		await rm(folder, { recursive: true, force: true });
	});

	it("are applied in order, once, and written in Prisma's book with the file's checksum", async () => {
		await write("2_second", "ALTER TABLE a ADD COLUMN y int;");
		await write("1_first", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);");
		expect(await migrateDatabase(url, folder)).toEqual(["1_first", "2_second"]);
		expect(await migrateDatabase(url, folder)).toEqual([]);
		const noted = await ask<{
			migration_name: string;
			checksum: string;
			applied_steps_count: number;
			finished_at: Date;
		}>(
			'SELECT migration_name, checksum, applied_steps_count, finished_at FROM "_prisma_migrations" ORDER BY migration_name',
		);
		const bytes = await readFile(path.join(folder, "1_first", "migration.sql"));
		expect(noted[0]).toMatchObject({
			migration_name: "1_first",
			checksum: createHash("sha256").update(bytes).digest("hex"),
			applied_steps_count: 1,
		});
		expect(noted[0]?.finished_at).toBeInstanceOf(Date);
		expect(noted).toHaveLength(2);
	});

	it("are applied once when two processes start together", async () => {
		await write("1_first", "CREATE TABLE a (x int);");
		const both = await Promise.all([migrateDatabase(url, folder), migrateDatabase(url, folder)]);
		expect(both.flat()).toEqual(["1_first"]);
	});

	it("leave nothing behind when one fails, name the line, and continue after the fix", async () => {
		await write("1_first", "CREATE TABLE a (x int);\n\nCREATE TABLE b (x no_such_type);");
		await expect(migrateDatabase(url, folder)).rejects.toThrow(
			/1_first failed at line 3 and changed nothing: .*no_such_type/,
		);
		expect(await ask("SELECT 1 FROM pg_tables WHERE tablename = 'a'")).toEqual([]);
		await write("1_first", "CREATE TABLE a (x int);");
		expect(await migrateDatabase(url, folder)).toEqual(["1_first"]);
	});

	it("are refused when an applied one was changed, lost, or left unfinished", async () => {
		await write("1_first", "CREATE TABLE a (x int);");
		await migrateDatabase(url, folder);
		await write("1_first", "CREATE TABLE a (x bigint);");
		await expect(migrateDatabase(url, folder)).rejects.toThrow(/1_first was changed after it was applied/);
		await rm(path.join(folder, "1_first"), { recursive: true });
		await write("0_other", "SELECT 1;");
		await expect(migrateDatabase(url, folder)).rejects.toThrow(/1_first, which this version does not know/);
		await ask("UPDATE \"_prisma_migrations\" SET finished_at = NULL WHERE migration_name = '1_first'");
		await expect(migrateDatabase(url, folder)).rejects.toThrow(/1_first failed earlier/);
	});
});

describe("the migrations of this version", () => {
	let name = "";
	beforeAll(async () => {
		name = `migrate_all_${process.pid}_${Date.now()}`;
		await onServer(`CREATE DATABASE ${name}`);
	});
	afterAll(() => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));

	it("make an empty database ready", async () => {
		const parsed = new URL(server);
		parsed.pathname = `/${name}`;
		url = parsed.href;
		expect((await migrateDatabase(url)).length).toBeGreaterThan(0);
		expect(await ask("SELECT 1 FROM pg_tables WHERE tablename = 'campaign'")).toHaveLength(1);
	});
});
