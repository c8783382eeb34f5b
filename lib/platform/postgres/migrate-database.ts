import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { Client } from "pg";
import type { Database } from "@/lib/platform/postgres/database";

const defaultFolder = path.resolve("prisma/migrations");

/** The lock `prisma migrate` uses, so that the two never run at once. */
const lockNumber = 72707369;

/** Must match Prisma's own DDL exactly. */
const historyTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`;

type MigrationRow = {
	migration_name: string;
	checksum: string;
	finished_at: Date | null;
	rolled_back_at: Date | null;
};

/**
 * Applies what is new in prisma/migrations, each migration in a transaction, and keeps Prisma's history
 * table, so that `prisma migrate deploy` agrees where its engine is available. Returns the names applied now.
 * Refuses when an applied migration has changed since, or is missing.
 */
export async function migrateDatabase(url: string, folder: string = defaultFolder): Promise<string[]> {
	const client = new Client({ connectionString: url, application_name: "muster-migrate" });
	client.on("error", () => {});
	await client.connect();
	try {
		await client.query("SELECT pg_advisory_lock($1)", [lockNumber]);
		await client.query(historyTable);
		const recorded = await client.query<MigrationRow>(
			'SELECT migration_name, checksum, finished_at, rolled_back_at FROM "_prisma_migrations" ORDER BY started_at',
		);
		const active = recorded.rows.filter((row) => row.rolled_back_at === null);
		const broken = active.find((row) => row.finished_at === null);
		if (broken) {
			throw new Error(
				`The migration ${broken.migration_name} failed earlier and left the database unfinished: repair it, then mark it with "prisma migrate resolve".`,
			);
		}
		const done = new Map(active.map((row) => [row.migration_name, row.checksum]));
		const found = await readMigrations(folder);
		for (const [name, checksum] of done) {
			const migration = found.find((candidate) => candidate.name === name);
			if (!migration) {
				throw new Error(
					`The database has the migration ${name}, which this version does not know: it was made by a newer Muster.`,
				);
			}
			if (migration.checksum !== checksum) {
				throw new Error(
					`The migration ${name} was changed after it was applied here: put its file back as it was, and make the change in a new migration.`,
				);
			}
		}
		const applied: string[] = [];
		for (const migration of found) {
			if (done.has(migration.name)) continue;
			await apply(client, migration);
			applied.push(migration.name);
		}
		return applied;
	} finally {
		// Ends the session, and with it the lock.
		await client.end();
	}
}

/** The names of this version's migrations that the database has not had. */
export async function pendingDatabaseMigrations(db: Database): Promise<string[]> {
	const rows = await db.$queryRaw<{ name: string }[]>`
		SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
	const done = new Set(rows.map(({ name }) => name));
	return (await listMigrations(defaultFolder)).filter((name) => !done.has(name));
}

/** Names of migrations, in their order. */
async function listMigrations(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { withFileTypes: true });
	return entries
		.filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, "migration.sql")))
		.map(({ name }) => name)
		.sort();
}

type Migration = { name: string; sql: string; checksum: string };

async function readMigrations(folder: string): Promise<Migration[]> {
	return await Promise.all(
		(await listMigrations(folder)).map(async (name) => {
			const bytes = await readFile(path.join(folder, name, "migration.sql"));
			return {
				name,
				sql: bytes.toString("utf8"),
				checksum: createHash("sha256").update(bytes).digest("hex"),
			};
		}),
	);
}

async function apply(client: Client, migration: Migration): Promise<void> {
	try {
		await client.query("BEGIN");
		await client.query(migration.sql);
		await client.query(
			'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), clock_timestamp(), 1)',
			[randomUUID(), migration.checksum, migration.name],
		);
		await client.query("COMMIT");
	} catch (error) {
		await client.query("ROLLBACK").catch(() => {});
		const position = Number((error as { position?: string }).position);
		const line = position > 0 ? ` at line ${migration.sql.slice(0, position).split("\n").length}` : "";
		throw new Error(
			`The migration ${migration.name} failed${line} and changed nothing: ${(error as Error).message}`,
			{ cause: error },
		);
	}
}
