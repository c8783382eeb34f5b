import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { freePort } from "@/lib/platform/embedded/free-port";
import {
	findPostgres,
	type PostgresAccount,
	postgresAccount,
} from "@/lib/platform/embedded/postgres-binaries";
import { commandLine, hasEnded, isAlive } from "@/lib/platform/embedded/processes";

export type RunningPostgres = {
	url: string;
	pid: number;
	/** Resolves when the server has exited, requested or not. */
	ended: Promise<void>;
	/** Closes the server's connections and flushes everything to disk. Safe to call twice. */
	stop: () => Promise<void>;
};

/** Small on an idle machine, yet durable: fsync and synchronous_commit keep their defaults (on). */
const flags = {
	listen_addresses: "127.0.0.1",
	unix_socket_directories: "",
	shared_buffers: "128MB",
	work_mem: "8MB",
	maintenance_work_mem: "64MB",
	max_connections: "80",
	max_wal_size: "2GB",
	min_wal_size: "80MB",
	wal_level: "minimal",
	max_wal_senders: "0",
	max_parallel_workers_per_gather: "0",
	max_worker_processes: "2",
	autovacuum_max_workers: "1",
	io_method: "sync",
	jit: "off",
	huge_pages: "off",
	timezone: "UTC",
	log_timezone: "UTC",
	log_min_messages: "warning",
	// Statements and details of errors carry values: email addresses of failed sign-ins among them.
	log_min_error_statement: "panic",
	log_error_verbosity: "terse",
	log_checkpoints: "off",
	password_encryption: "scram-sha-256",
};

const programs = {
	PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	LC_ALL: "C",
	TZ: "UTC",
	NODE_ENV: "production",
} as const;

/** A shell that ends with the process that started it, so that a killed parent leaves no server behind. */
const guarded = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
trap 'kill -INT $server 2>/dev/null' INT TERM
( trap '' INT TERM; read -r line <&3; kill -INT $server 2>/dev/null ) &
while kill -0 $server 2>/dev/null; do wait $server; done
kill -9 $! 2>/dev/null
exit 0
`;

async function run(account: PostgresAccount, command: string, args: string[], what: string): Promise<void> {
	const [program = command, ...rest] = [...account.prefix, command, ...args];
	const child = spawn(program, rest, {
		stdio: ["ignore", "pipe", "pipe"],
		cwd: "/",
		env: programs,
		...(account.prefix.length === 0 ? { uid: account.uid, gid: account.gid } : {}),
	});
	let output = "";
	child.stdout.on("data", (chunk) => {
		output += chunk;
	});
	child.stderr.on("data", (chunk) => {
		output += chunk;
	});
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once("error", reject);
		child.once("close", resolve);
	});
	if (code !== 0) throw new Error(`${what} failed: ${output.trim().split("\n").slice(-3).join(" ")}`);
}

/** A server left behind by a killed parent is stopped; a stale lock file (its process id now another's) removed. */
async function clearLeftovers(data: string): Promise<void> {
	const lock = path.join(data, "postmaster.pid");
	const text = await readFile(lock, "utf8").catch(() => "");
	const pid = Number(text.split("\n")[0]);
	if (!pid) return;
	if (isAlive(pid) && commandLine(pid).includes(data)) {
		process.kill(pid, "SIGINT");
		if (await hasEnded(pid, 30_000)) return;
		process.kill(pid, "SIGQUIT");
		if (!(await hasEnded(pid, 10_000))) {
			throw new Error(`A Postgres of this folder (process ${pid}) does not stop: end it and start again.`);
		}
	} else {
		await rm(lock, { force: true });
	}
}

async function createCluster(
	data: string,
	account: PostgresAccount,
	initdb: string,
	password: string,
): Promise<void> {
	if (existsSync(path.join(data, "PG_VERSION")) && existsSync(path.join(data, ".complete"))) return;
	// An earlier interrupted first start left half a cluster, with nothing in it.
	await rm(data, { recursive: true, force: true });
	await mkdir(data, { recursive: true, mode: 0o700 });
	const passwordFile = path.join(tmpdir(), `muster-${process.pid}-${Date.now()}`);
	await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
	if (account.uid !== undefined && account.gid !== undefined) {
		await chown(data, account.uid, account.gid);
		await chown(passwordFile, account.uid, account.gid);
	}
	try {
		await run(
			account,
			initdb,
			[
				`--pgdata=${data}`,
				"--username=muster",
				"--auth=scram-sha-256",
				`--pwfile=${passwordFile}`,
				"--encoding=UTF8",
				"--locale-provider=builtin",
				"--builtin-locale=C.UTF-8",
				"--locale=C",
				"--data-checksums",
			],
			"Preparing the Postgres folder",
		);
		await writeFile(path.join(data, ".complete"), "");
	} finally {
		await rm(passwordFile, { force: true });
	}
}

async function answers(url: string): Promise<boolean> {
	const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
	client.on("error", () => {});
	try {
		await client.connect();
		const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'muster'");
		if (found.rowCount === 0) await client.query("CREATE DATABASE muster");
		return true;
	} catch (error) {
		const code = (error as { code?: string }).code;
		// Not listening yet, or starting up, or recovering after a kill.
		if (code === "ECONNREFUSED" || code === "ECONNRESET" || code === "57P03") return false;
		throw error;
	} finally {
		await client.end().catch(() => {});
	}
}

/**
 * Starts the built-in Postgres on a loopback port. The caller holds the home folder's lock: any server still
 * running on `data` was left behind and is stopped first.
 */
export async function startPostgres(options: {
	data: string;
	password: string;
	logFile: string;
	port?: number;
	/** Settings of the server other than Muster's own. */
	settings?: Record<string, string>;
}): Promise<RunningPostgres> {
	const data = path.resolve(options.data);
	const binaries = await findPostgres();
	await mkdir(path.dirname(data), { recursive: true });
	const account = postgresAccount([path.dirname(data), binaries.postgres]);
	await clearLeftovers(data);
	await createCluster(data, account, binaries.initdb, options.password);
	const port = await freePort(options.port);
	const log = openSync(options.logFile, "a", 0o600);
	const server = [
		...account.prefix,
		binaries.postgres,
		"-D",
		data,
		"-p",
		String(port),
		...Object.entries({ ...flags, ...options.settings }).flatMap(([name, value]) => [
			"-c",
			`${name}=${value}`,
		]),
	];
	const launch = (): ChildProcess =>
		spawn("/bin/sh", ["-c", guarded, "muster-postgres", ...server], {
			stdio: ["pipe", log, log],
			cwd: "/",
			detached: true,
			env: programs,
			...(account.prefix.length === 0 ? { uid: account.uid, gid: account.gid } : {}),
		});
	let child = launch();
	const base = `postgresql://muster:${encodeURIComponent(options.password)}@127.0.0.1:${port}`;
	const until = Date.now() + 120_000;
	while (!(await answers(`${base}/postgres`))) {
		if (Date.now() > until) {
			child.stdin?.end();
			throw new Error(`Postgres did not answer within two minutes: ${options.logFile} says why.`);
		}
		if (child.exitCode !== null) {
			// Right after a kill, the old server's last processes may still hold its shared memory for a moment.
			if (!(await lastLines(options.logFile)).includes("shared memory block")) {
				throw new Error(`Postgres ended while starting: ${options.logFile} says why.`);
			}
			await sleep(200);
			child = launch();
		}
		await sleep(40);
	}
	const lock = await readFile(path.join(data, "postmaster.pid"), "utf8");
	const started = child;
	const ended = new Promise<void>((resolve) => {
		if (started.exitCode !== null || started.signalCode !== null) resolve();
		else started.once("exit", () => resolve());
	});
	return {
		url: `${base}/muster`,
		pid: Number(lock.split("\n")[0]),
		ended,
		stop: async () => {
			started.stdin?.end();
			await ended;
		},
	};
}

async function lastLines(file: string): Promise<string> {
	const text = await readFile(file, "utf8");
	return text.slice(-2_000);
}
