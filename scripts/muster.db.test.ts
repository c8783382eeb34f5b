import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "@/lib/platform/embedded/free-port";
import { hasEnded } from "@/lib/platform/embedded/processes";

let home = "";
const running: ChildProcess[] = [];

type Run = { child: ChildProcess; said: () => string; ended: Promise<number | null> };

function muster(args: string[], env: Record<string, string> = {}): Run {
	const { DATABASE_URL: _database, CLICKHOUSE_URL: _warehouse, ...rest } = process.env;
	const child = spawn(process.execPath, ["scripts/muster.mjs", ...args], {
		env: { ...rest, MUSTER_HOME: home, ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	running.push(child);
	let output = "";
	child.stdout.on("data", (part) => {
		output += part;
	});
	child.stderr.on("data", (part) => {
		output += part;
	});
	const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
	return { child, said: () => output, ended };
}

const isUp = (run: Run) =>
	expect.poll(() => run.said(), { timeout: 90_000, interval: 50 }).toContain("NEXTAUTH_SECRET=");

async function postgresPid(): Promise<number> {
	return Number((await readFile(path.join(home, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);
}

/** Every process whose command line names the home folder or that was started for it. */
async function processesOf(text: string): Promise<number[]> {
	const found: number[] = [];
	for (const entry of await readdir("/proc")) {
		if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
		const [line, environment] = await Promise.all(
			["cmdline", "environ"].map((name) => readFile(`/proc/${entry}/${name}`, "utf8").catch(() => "")),
		);
		if (`${line}${environment}`.includes(text)) found.push(Number(entry));
	}
	return found;
}

beforeAll(async () => {
	home = await mkdtemp(path.join(tmpdir(), "muster-command-"));
});

afterAll(async () => {
	for (const child of running) if (child.exitCode === null) child.kill("SIGKILL");
	await rm(home, { recursive: true, force: true });
});

describe.skipIf(process.platform !== "linux")("the start-up command", { timeout: 180_000 }, () => {
	it("starts the stores, restarts one that is killed, refuses a second start, and leaves nothing on Ctrl-C", async () => {
		const run = muster(["stores"]);
		await isUp(run);
		expect(run.said()).toMatch(/✓ Starting Postgres: built in, port \d+ \(\d/);

		const second = muster(["stores"]);
		expect(await second.ended).toBe(1);
		expect(second.said()).toContain(`Muster already runs from ${home}`);

		const before = await postgresPid();
		process.kill(before, "SIGKILL");
		await expect.poll(postgresPid, { timeout: 30_000 }).not.toBe(before);
		expect(run.said()).toContain("Postgres ended unexpectedly; starting it again.");

		run.child.kill("SIGINT");
		await run.ended;
		expect(run.said()).toContain("✓ Stopped");
		expect(await processesOf(home)).toEqual([]);
	});

	it("responds in development, where the web process starts others of its own, and leaves nothing when killed", async () => {
		const port = String(await freePort());
		const run = muster(["dev"], { PORT: port, NEXTAUTH_URL: `http://localhost:${port}` });
		await expect.poll(() => run.said(), { timeout: 120_000, interval: 100 }).toContain("Muster is up");
		const response = await fetch(`http://localhost:${port}/api/health`);
		expect(await response.json()).toMatchObject({ ok: true });
		run.child.kill("SIGKILL");
		await run.ended;
		await expect.poll(() => processesOf(home), { timeout: 20_000 }).toEqual([]);
	});

	it("leaves nothing behind when it is killed with no chance to clean up, and starts again with its data", async () => {
		const run = muster(["stores"]);
		await isUp(run);
		const pid = await postgresPid();
		run.child.kill("SIGKILL");
		expect(await hasEnded(pid, 20_000)).toBe(true);
		await expect.poll(() => processesOf(home), { timeout: 20_000 }).toEqual([]);
		const again = muster(["stores"]);
		await isUp(again);
		expect(again.said()).toContain("nothing to do");
		again.child.kill("SIGTERM");
		await again.ended;
	});

	it("describes errors in a sentence", async () => {
		const unknown = muster(["strat"]);
		expect(await unknown.ended).toBe(1);
		expect(unknown.said()).toContain("There is no command strat");
		const nowhere = muster(["stores"], { MUSTER_HOME: "/etc/hostname/muster" });
		expect(await nowhere.ended).toBe(1);
		expect(nowhere.said()).toMatch(/cannot be written here .* set MUSTER_HOME/);
		expect(nowhere.said()).not.toMatch(/^\s+at /m);
	});
});
