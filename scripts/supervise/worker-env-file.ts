import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const names = [
	"DATABASE_URL",
	"CLICKHOUSE_URL",
	"CLICKHOUSE_DATABASE",
	"MUSTER_HOME",
	"MUSTER_ENCRYPTION_KEYS",
	"MUSTER_HASH_KEY",
	"NEXTAUTH_URL",
	"SANDBOX_URL",
	"MUSTER_SMTP_URL",
	"MUSTER_MAIL_FROM",
];

/**
 * Writes, for `npm run trigger`, the environment its own worker needs to work with the Muster running from
 * this home: the built-in stores' ports change with every start. Readable by the owner only; returns a
 * function that removes it.
 */
export function writeWorkerEnv(home: string, env: NodeJS.ProcessEnv): () => void {
	const file = path.join(home, "worker-env.json");
	const known = Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
	rmSync(file, { force: true });
	writeFileSync(file, JSON.stringify(known, null, "\t"), { mode: 0o600 });
	return () => rmSync(file, { force: true });
}
