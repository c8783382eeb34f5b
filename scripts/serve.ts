// One of Muster's processes by itself, for containers and service managers: node .../serve.mjs migrate|web|ingest|worker|sandbox.
// The stores are named by DATABASE_URL and CLICKHOUSE_URL. Loaded and built like the others by scripts/muster/build.mjs.
import { spawn } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { openHome } from "@/lib/platform/embedded/home";
import { migrateDatabase } from "@/lib/platform/postgres/migrate-database";
import { migrateQueue } from "@/lib/platform/queue/migrate-queue";
import { checkKeys } from "@/lib/platform/secrets/check-keys";
import { migrateWarehouse } from "@/lib/platform/warehouse/migrate-warehouse";
import { findSetupCode } from "@/scripts/supervise/find-setup-code";

const names = ["migrate", "web", "ingest", "worker", "sandbox"] as const;
type Name = (typeof names)[number];

const environment: Record<string, string | undefined> = process.env;
const name = names.find((one) => one === process.argv[2]);

if (!name) fail(`Name one of ${names.join(", ")}.`);
else {
	try {
		await serve(name);
	} catch (error) {
		fail((error as Error).message);
	}
}

async function serve(what: Name): Promise<void> {
	for (const store of ["DATABASE_URL", "CLICKHOUSE_URL"])
		if (!environment[store] && what !== "sandbox")
			return fail(`Set ${store}: the built-in stores come with npm start only.`);
	const { MUSTER_ENCRYPTION_KEYS, MUSTER_HASH_KEY, NEXTAUTH_SECRET } = environment;
	const { folder, secrets } = await openHome(environment.MUSTER_HOME ?? ".muster", {
		...(MUSTER_ENCRYPTION_KEYS ? { encryptionKeys: MUSTER_ENCRYPTION_KEYS } : {}),
		...(MUSTER_HASH_KEY ? { hashKey: MUSTER_HASH_KEY } : {}),
		...(NEXTAUTH_SECRET ? { sessionSecret: NEXTAUTH_SECRET } : {}),
	});
	Object.assign(environment, {
		MUSTER_HOME: folder,
		MUSTER_ENCRYPTION_KEYS: secrets.encryptionKeys,
		MUSTER_HASH_KEY: secrets.hashKey,
		NEXTAUTH_SECRET: secrets.sessionSecret,
		NODE_ENV: "production",
		NEXT_TELEMETRY_DISABLED: "1",
		// Time zones are the workspace's, never the machine's.
		TZ: "UTC",
	});
	if (what === "migrate") return migrate(secrets);
	if (what === "web") return serveWeb();
	// The bundle of that process is beside this one; loaded now, because it reads the environment as it loads.
	await import(pathToFileURL(path.join(import.meta.dirname, `${what}.mjs`)).href);
}

async function migrate(secrets: { encryptionKeys: string; hashKey: string }): Promise<void> {
	const database = environment.DATABASE_URL ?? "";
	const [tables] = await Promise.all([
		migrateDatabase(database),
		migrateWarehouse(environment.CLICKHOUSE_URL ?? "", environment.CLICKHOUSE_DATABASE ?? "muster"),
	]);
	await migrateQueue(database);
	await checkKeys(database, secrets);
	console.log(tables.length === 0 ? "Both stores are up to date." : `${tables.length} migrations applied.`);
	const code = await findSetupCode(environment as NodeJS.ProcessEnv);
	const address = environment.NEXTAUTH_URL ?? "http://localhost:3000";
	if (code) console.log(`No one is admin yet. To become the first one, open ${address}/setup#code=${code}`);
	process.exit(0);
}

/** Next's own server is a program: it gets this process's environment, and the signals that stop it. */
function serveWeb(): void {
	const next = path.resolve("node_modules/next/dist/bin/next");
	const child = spawn(
		process.execPath,
		[next, "start", "--hostname", environment.HOST ?? "0.0.0.0", "--port", environment.PORT ?? "3000"],
		{ stdio: "inherit" },
	);
	for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
	child.on("exit", (code, signal) => process.exit(signal ? 0 : (code ?? 1)));
}

function fail(message: string): void {
	console.error(message);
	process.exitCode = 1;
}
