import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "@/lib/platform/embedded/free-port";
import { createOwnDatabase } from "@/lib/platform/testing/own-database";

// Each process as a container runs it: by itself, told where the stores are, sharing a home folder with the others.
const name = `serve_${randomBytes(6).toString("hex")}`;
const running: ChildProcess[] = [];
let home = "";
let database: Awaited<ReturnType<typeof createOwnDatabase>>;
let ports: { ingest: number; sandbox: number };

beforeAll(async () => {
	home = await mkdtemp(path.join(tmpdir(), "muster-serve-"));
	database = await createOwnDatabase(name);
	ports = { ingest: await freePort(), sandbox: await freePort() };
	// The compiled processes, as an image holds them.
	const built = spawn(process.execPath, ["scripts/muster.mjs", "build", "--processes"], { stdio: "ignore" });
	expect(await ended(built)).toBe(0);
}, 120_000);
afterAll(async () => {
	for (const child of running) if (child.exitCode === null) child.kill("SIGKILL");
	await Promise.all(running.map(ended));
	await database.drop();
	await rm(home, { recursive: true, force: true });
});

function ended(child: ChildProcess): Promise<number | null> {
	if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
	return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

function serve(what: string, env: Record<string, string | undefined> = {}) {
	const {
		MUSTER_ENCRYPTION_KEYS: _keys,
		MUSTER_HASH_KEY: _hash,
		NEXTAUTH_SECRET: _secret,
		...rest
	} = process.env;
	const child = spawn(process.execPath, ["node_modules/.cache/muster/bundle/serve.mjs", what], {
		env: {
			...rest,
			MUSTER_HOME: home,
			DATABASE_URL: database.url,
			CLICKHOUSE_DATABASE: name,
			INGEST_PORT: String(ports.ingest),
			SANDBOX_PORT: String(ports.sandbox),
			LOG_LEVEL: "info",
			...env,
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	running.push(child);
	let said = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said += part));
	return { child, said: () => said };
}

const answers = (address: string) => async () => (await fetch(address)).status;

it("migrates empty stores, then serves each process by itself until it is told to stop", {
	timeout: 120_000,
}, async () => {
	const first = serve("migrate");
	expect(await ended(first.child), first.said()).toBe(0);
	expect(first.said()).toMatch(/\d+ migrations applied\./);
	expect(first.said()).toMatch(/open http:\/\/\S+\/setup#code=\S+/);
	const again = serve("migrate");
	expect(await ended(again.child), again.said()).toBe(0);
	expect(again.said()).toContain("Both stores are up to date.");

	const ingest = serve("ingest");
	const sandbox = serve("sandbox");
	const worker = serve("worker");
	await expect.poll(answers(`http://127.0.0.1:${ports.ingest}/healthz`), { timeout: 30_000 }).toBe(200);
	await expect
		.poll(answers(`http://127.0.0.1:${ports.sandbox}/_sandbox/health`), { timeout: 30_000 })
		.toBe(200);
	await expect.poll(worker.said, { timeout: 30_000 }).toContain("worker.ready");
	for (const { child, said } of [ingest, sandbox, worker]) {
		child.kill("SIGTERM");
		expect(await ended(child), said()).toBe(0);
	}
});

it("names what is missing or mistyped", async () => {
	const unknown = serve("wokrer");
	expect(await ended(unknown.child)).toBe(1);
	expect(unknown.said()).toContain("Name one of migrate, web, ingest, worker, sandbox.");
	const storeless = serve("worker", { DATABASE_URL: undefined });
	expect(await ended(storeless.child)).toBe(1);
	expect(storeless.said()).toContain("Set DATABASE_URL");
});
