import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHome } from "@/lib/platform/embedded/home";
import { hasEnded, isAlive } from "@/lib/platform/embedded/processes";
import { type RunningPostgres, startPostgres } from "@/lib/platform/embedded/start-postgres";

let folder = "";
let password = "";
let postgres: RunningPostgres;

const start = () =>
	startPostgres({
		data: path.join(folder, "postgres"),
		password,
		logFile: path.join(folder, "logs/postgres.log"),
	});

async function ask<Row extends object>(sql: string, url = postgres.url): Promise<Row[]> {
	const client = new Client({ connectionString: url });
	client.on("error", () => {});
	await client.connect();
	try {
		return (await client.query<Row>(sql)).rows;
	} finally {
		await client.end();
	}
}

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), "muster-postgres-"));
	const home = await openHome(folder);
	password = home.secrets.postgresPassword;
	postgres = await start();
});

afterAll(async () => {
	await postgres?.stop();
	await rm(folder, { recursive: true, force: true });
});

describe("the built-in Postgres", () => {
	it("is version 18, durable, in UTC and asks for its password", async () => {
		const [row] = await ask<Record<string, string>>(
			"SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit, current_setting('data_checksums') AS checksums, current_setting('timezone') AS zone, current_setting('server_encoding') AS encoding",
		);
		expect(row).toMatchObject({ fsync: "on", commit: "on", checksums: "on", zone: "UTC", encoding: "UTF8" });
		expect(row?.version).toMatch(/^18\./);
		await expect(ask("SELECT 1", postgres.url.replace(password, "wrong"))).rejects.toThrow(/password/);
		const [address] = await ask<{ listen: string }>("SELECT current_setting('listen_addresses') AS listen");
		expect(address?.listen).toBe("127.0.0.1");
	});

	it("keeps every committed row through kill -9, and starts again at once", async () => {
		await ask("CREATE TABLE kept (n int)");
		await ask("INSERT INTO kept SELECT generate_series(1, 1000)");
		process.kill(postgres.pid, "SIGKILL");
		await postgres.ended;
		postgres = await start();
		expect(await ask("SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 1000 }]);
	});

	it("starts although its lock file names a process that is another by now", async () => {
		await postgres.stop();
		await postgres.stop();
		const lock = path.join(folder, "postgres/postmaster.pid");
		await writeFile(lock, `${process.pid}\n${path.join(folder, "postgres")}\n1\n5432\n\n127.0.0.1\n`);
		postgres = await start();
		expect(await ask("SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 1000 }]);
	});

	it("takes over from a server that was left behind", async () => {
		const left = postgres;
		postgres = await start();
		expect(await hasEnded(left.pid, 1_000)).toBe(true);
		expect(isAlive(postgres.pid)).toBe(true);
		expect(await ask("SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 1000 }]);
	});
});

describe("the home folder", () => {
	it("creates its secrets once, readable by the owner only", async () => {
		const file = path.join(folder, "secrets.json");
		const before = await readFile(file, "utf8");
		const home = await openHome(folder);
		expect(await readFile(file, "utf8")).toBe(before);
		expect((await stat(file)).mode & 0o777).toBe(0o600);
		expect(home.secrets.encryptionKeys).toMatch(/^k1:[A-Za-z0-9+/]{43}=$/);
	});

	it("is not opened with secrets that cannot be read, rather than losing them", async () => {
		const broken = await mkdtemp(path.join(tmpdir(), "muster-home-"));
		await writeFile(path.join(broken, "secrets.json"), "{ half");
		await expect(openHome(broken)).rejects.toThrow(/cannot be read.*Restore it/);
		await rm(broken, { recursive: true });
	});
});
