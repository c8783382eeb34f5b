import { type ChildProcess, fork } from "node:child_process";
import { openSync } from "node:fs";
import { freePort } from "@/lib/platform/embedded/free-port";
import { listsUrl } from "@/lib/platform/embedded/lists-user";

export type RunningWarehouse = {
	url: string;
	/** The same for the SELECTs admins write. */
	listsUrl: string;
	pid: number;
	ended: Promise<void>;
	stop: () => Promise<void>;
};

/** How the process that holds the warehouse is started: a script and the flags of Node before it. */
export type WarehouseCommand = { script: string; execArgv: string[] };

/** Starts the built-in warehouse as a separate process, on a loopback port. */
export async function startWarehouse(options: {
	command: WarehouseCommand;
	folder: string;
	password: string;
	logFile: string;
	port?: number;
	database?: string;
	/** Limits, by the names scripts/run-warehouse.ts knows. */
	limits?: Record<string, string>;
}): Promise<RunningWarehouse> {
	const port = await freePort(options.port);
	const log = openSync(options.logFile, "a", 0o600);
	const child: ChildProcess = fork(options.command.script, [], {
		execArgv: options.command.execArgv,
		stdio: ["ignore", log, log, "ipc"],
		detached: true,
		env: {
			PATH: "/usr/local/bin:/usr/bin:/bin",
			TZ: "UTC",
			NODE_ENV: "production",
			// A statement occupies one thread of Node's pool while it runs; one more must stay free to stop it.
			UV_THREADPOOL_SIZE: "24",
			WAREHOUSE_FOLDER: options.folder,
			WAREHOUSE_PASSWORD: options.password,
			WAREHOUSE_PORT: String(port),
			...(options.database ? { WAREHOUSE_DATABASE: options.database } : {}),
			...options.limits,
		},
	});
	const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
	await new Promise<void>((resolve, reject) => {
		child.once("message", () => resolve());
		child.once("error", reject);
		child.once("exit", (code, signal) =>
			reject(
				new Error(`The warehouse ended while starting (${signal ?? code}): ${options.logFile} says why.`),
			),
		);
	});
	const url = `http://muster:${encodeURIComponent(options.password)}@127.0.0.1:${port}`;
	return {
		url,
		listsUrl: listsUrl(url),
		pid: child.pid ?? 0,
		ended,
		stop: async () => {
			if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
			await ended;
		},
	};
}
