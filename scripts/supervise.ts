// Starts Muster's processes in order, keeps them up, and stops them in the opposite order. Loaded by scripts/muster.mjs.
import path from "node:path";
import { isMainThread } from "node:worker_threads";
import { freePort, isPortFree } from "@/lib/platform/embedded/free-port";
import { addEncryptionKey, type HomeSecrets, openHome } from "@/lib/platform/embedded/home";
import { listsUrl } from "@/lib/platform/embedded/lists-user";
import { startPostgres } from "@/lib/platform/embedded/start-postgres";
import { startWarehouse } from "@/lib/platform/embedded/start-warehouse";
import { migrateDatabase } from "@/lib/platform/postgres/migrate-database";
import { migrateQueue } from "@/lib/platform/queue/migrate-queue";
import { checkKeys } from "@/lib/platform/secrets/check-keys";
import { migrateWarehouse } from "@/lib/platform/warehouse/migrate-warehouse";
import { describeQueue } from "@/scripts/supervise/describe-queue";
import { findSetupCode } from "@/scripts/supervise/find-setup-code";
import { lockHome } from "@/scripts/supervise/home-lock";
import { keepLogsSmall } from "@/scripts/supervise/keep-logs-small";
import { type KeptProcess, keepProcess } from "@/scripts/supervise/keep-process";
import { keepStore } from "@/scripts/supervise/keep-store";
import { writeWorkerEnv } from "@/scripts/supervise/worker-env-file";

export type StackOptions = {
	root: string;
	home: string;
	/** Where the bundled processes are. */
	bundles: string;
	/** The caller's environment overrides everything set here. */
	env: NodeJS.ProcessEnv;
	/** 0 means any free port. */
	webPort: number;
	host: string;
	/** "production" serves the built app, "development" compiles on demand, "none" omits the web app. */
	web: "production" | "development" | "none";
	/** Only the stores, migrated. */
	storesOnly?: boolean;
	/** Called when the stores and the sandbox are up and nothing else uses the data yet: for loading data. */
	prepareData?: (env: NodeJS.ProcessEnv) => Promise<void>;
	/** Create a new encryption key first, unless the environment provides its own keys. */
	newEncryptionKey?: boolean;
	say: (line: string) => void;
	step: (what: string, work: () => Promise<string | undefined>) => Promise<void>;
};

export type Stack = {
	url: string;
	env: NodeJS.ProcessEnv;
	/** The code the first visitor needs to become the first admin; null once there is one. */
	setupCode: string | null;
	pids: () => Record<string, number>;
	restart: (name: string) => void;
	stop: () => Promise<void>;
};

/**
 * Little room for young objects, and old ones collected before they are three times what is needed: that is how
 * Node treats a process that may become 1.5 GB at most.
 */
const small = ["--max-semi-space-size=4", "--max-old-space-size=1536"];

/** Starts everything and resolves when it responds. On failure, what was started is stopped again. */
export async function startStack(options: StackOptions): Promise<Stack> {
	const stops: Array<() => Promise<void>> = [];
	const given = (name: string) => options.env[name] || undefined;
	// Files created from here on, by this process and those it starts, are readable by the owner only.
	if (isMainThread) process.umask(0o077);
	if (options.newEncryptionKey && !given("MUSTER_ENCRYPTION_KEYS"))
		await addEncryptionKey(options.home, givenSecrets(options.env));
	const { folder, secrets } = await openHome(options.home, givenSecrets(options.env));
	const log = (name: string) => path.join(folder, "logs", `${name}.log`);
	let stopping: Promise<void> | undefined;
	const stop = (): Promise<void> => {
		stopping ??= (async () => {
			for (const one of stops.reverse()) await one();
		})();
		return stopping;
	};
	try {
		const webPort = options.web === "none" ? 0 : await webPortOf(options);
		const shown = options.host === "127.0.0.1" || options.host === "0.0.0.0" ? "localhost" : options.host;
		const url = given("NEXTAUTH_URL") ?? `http://${shown}:${webPort}`;
		const unlock = lockHome(folder, options.web === "none" ? "" : url);
		stops.push(async () => unlock());
		const env: NodeJS.ProcessEnv = {
			...options.env,
			MUSTER_HOME: folder,
			MUSTER_ENCRYPTION_KEYS: secrets.encryptionKeys,
			MUSTER_HASH_KEY: secrets.hashKey,
			NEXTAUTH_SECRET: secrets.sessionSecret,
			NEXTAUTH_URL: url,
			NODE_ENV: options.web === "development" ? "development" : "production",
			NEXT_TELEMETRY_DISABLED: "1",
			// Time zones are the workspace's, never the machine's.
			TZ: "UTC",
		};
		stops.push(keepLogsSmall(path.join(folder, "logs")));

		const database = given("DATABASE_URL");
		const clickhouse = given("CLICKHOUSE_URL");
		await options.step(database ? "Postgres: yours, by DATABASE_URL" : "Starting Postgres", async () => {
			if (database) return undefined;
			const kept = await keepStore("Postgres", options.say, (port) =>
				startPostgres({
					data: path.join(folder, "postgres"),
					password: secrets.postgresPassword,
					logFile: log("postgres"),
					...(port ? { port } : {}),
				}),
			);
			stops.push(kept.stop);
			env.DATABASE_URL = kept.url;
			return `built in, port ${new URL(kept.url).port}`;
		});
		await options.step(
			clickhouse ? "Warehouse: yours, by CLICKHOUSE_URL" : "Starting the warehouse",
			async () => {
				if (clickhouse) return undefined;
				const kept = await keepStore("The warehouse", options.say, (port) =>
					startWarehouse({
						command: { script: path.join(options.bundles, "warehouse.mjs"), execArgv: small },
						folder: path.join(folder, "warehouse"),
						password: secrets.warehousePassword,
						logFile: log("warehouse"),
						database: given("CLICKHOUSE_DATABASE") ?? "muster",
						limits: Object.fromEntries(
							Object.entries(options.env).filter(([name]) => name.startsWith("WAREHOUSE_")),
						) as Record<string, string>,
						...(port ? { port } : {}),
					}),
				);
				stops.push(kept.stop);
				env.CLICKHOUSE_URL = kept.url;
				env.CLICKHOUSE_LISTS_URL = listsUrl(kept.url);
				return `built in, port ${new URL(kept.url).port}`;
			},
		);
		await options.step("Bringing both stores to this version", async () => {
			const [tables, histories] = await Promise.all([
				migrateDatabase(env.DATABASE_URL ?? "").then(async (applied) => {
					await migrateQueue(env.DATABASE_URL);
					return applied;
				}),
				migrateWarehouse(env.CLICKHOUSE_URL ?? "", env.CLICKHOUSE_DATABASE ?? "muster"),
			]);
			await checkKeys(env.DATABASE_URL ?? "", secrets);
			const count = tables.length + histories.length;
			return count === 0 ? "nothing to do" : `${count} migrations applied`;
		});
		if (options.storesOnly)
			return { url: "", env, setupCode: null, pids: () => ({}), restart: () => {}, stop };

		const sandboxPort = await freePort(Number(given("SANDBOX_PORT") ?? 3002));
		env.SANDBOX_PORT = String(sandboxPort);
		env.SANDBOX_URL = given("SANDBOX_URL") ?? `http://127.0.0.1:${sandboxPort}`;
		env.PORT = String(webPort);

		const answers = (address: string) => async () => {
			const response = await fetch(address, { signal: AbortSignal.timeout(5_000) });
			await response.arrayBuffer();
			return response.ok;
		};
		const withParent = ["--import", path.join(options.root, "scripts/muster/exit-with-parent.mjs")];
		const kept: KeptProcess[] = [];
		const keep = (
			name: string,
			isUp: () => Promise<boolean>,
			more: { script?: string; args?: string[] } = {},
		) => {
			const one = keepProcess({
				name,
				script: more.script ?? path.join(options.bundles, `${name}.mjs`),
				args: more.args ?? [],
				execArgv: [...small, ...withParent],
				env,
				cwd: options.root,
				logFile: log(name),
				isUp,
				say: options.say,
			});
			kept.push(one);
			stops.push(one.stop);
			return one.ready;
		};
		await options.step("Starting the sandbox networks", async () => {
			await keep("sandbox", answers(`http://127.0.0.1:${sandboxPort}/_sandbox/health`));
			return undefined;
		});
		await options.prepareData?.(env);
		// Chosen now and not before loading data, which takes a minute: another start in parallel may have taken
		// it.
		const ingestPort = await freePort(Number(given("INGEST_PORT") ?? 3001));
		env.INGEST_PORT = String(ingestPort);
		env.INGEST_URL = given("INGEST_URL") ?? `http://127.0.0.1:${ingestPort}`;
		const forget = writeWorkerEnv(folder, env);
		stops.push(async () => forget());
		const isWebLeft = options.web === "none";
		const startedAt = new Date();
		await options.step(`Starting worker${isWebLeft ? " and ingest" : ", ingest and web"}`, async () => {
			const waits = [
				keep("worker", async () => true),
				keep("ingest", answers(`http://127.0.0.1:${ingestPort}/healthz`)),
			];
			if (!isWebLeft) {
				const next = path.join(options.root, "node_modules/next/dist/bin/next");
				const command = options.web === "development" ? "dev" : "start";
				const probe = options.host === "0.0.0.0" ? "127.0.0.1" : options.host;
				waits.push(
					keep("web", answers(`http://${probe}:${webPort}/api/health`), {
						script: next,
						args: [command, "--hostname", options.host, "--port", String(webPort)],
					}),
				);
			}
			await Promise.all(waits);
			return undefined;
		});
		await options.step("Background jobs", async () => {
			const { words, problem } = await describeQueue(env.DATABASE_URL ?? "", startedAt);
			if (problem) options.say(`Background jobs do not run: ${problem}`);
			return words;
		});
		return {
			url,
			env,
			setupCode: await findSetupCode(env),
			pids: () => Object.fromEntries(kept.map((one) => [one.name, one.pid()])),
			restart: (name) => kept.find((one) => one.name === name)?.restart(),
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

/** Secrets from the environment; they override those of the home folder, which then need not contain them. */
function givenSecrets(env: NodeJS.ProcessEnv): Partial<HomeSecrets> {
	const { MUSTER_ENCRYPTION_KEYS, MUSTER_HASH_KEY, NEXTAUTH_SECRET } = env;
	return {
		...(MUSTER_ENCRYPTION_KEYS ? { encryptionKeys: MUSTER_ENCRYPTION_KEYS } : {}),
		...(MUSTER_HASH_KEY ? { hashKey: MUSTER_HASH_KEY } : {}),
		...(NEXTAUTH_SECRET ? { sessionSecret: NEXTAUTH_SECRET } : {}),
	};
}

async function webPortOf(options: StackOptions): Promise<number> {
	if (options.webPort === 0) return freePort();
	if (await isPortFree(options.webPort, options.host)) return options.webPort;
	throw new Error(
		`Port ${options.webPort} is taken by another program: stop it, or choose another port, for example PORT=${options.webPort + 5}.`,
	);
}
