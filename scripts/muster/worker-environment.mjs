// The environment a worker on Trigger.dev needs, where it comes from, and whether it is valid.
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Name, purpose, and whether it is required. */
export const workerNames = [
	["DATABASE_URL", "the Postgres with the work and everything people decide", true],
	["CLICKHOUSE_URL", "the warehouse", true],
	["CLICKHOUSE_DATABASE", "the database in it; muster without it", false],
	["MUSTER_HOME", "the folder with uploaded files", true],
	["MUSTER_ENCRYPTION_KEYS", "opens sealed personal data and credentials", true],
	["MUSTER_HASH_KEY", "finds people by their hashed identifiers", true],
	["NEXTAUTH_URL", "the address people open, for links", false],
	["SANDBOX_URL", "the sandbox networks, if any destination uses them", false],
	["MUSTER_SMTP_URL", "the mail server for emails to members", false],
	["MUSTER_MAIL_FROM", "whom these emails come from", false],
];

/** The given environment, completed from a Muster running from this home folder. */
export function readWorkerEnvironment(home, given) {
	const file = path.join(home, "worker-env.json");
	const running = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
	const values = {};
	const sources = {};
	for (const [name] of workerNames) {
		const value = given[name] || running[name];
		if (!value) continue;
		values[name] = value;
		sources[name] = given[name] ? "your environment" : "the Muster running here";
	}
	return { values, sources };
}

const good = (text) => ({ state: "good", text });
const bad = (text) => ({ state: "bad", text });
const note = (text) => ({ state: "note", text });

/**
 * Checks names and values, without contacting anything. `isElsewhere`: the worker will run on other machines.
 */
export function judgeEnvironment({ values, sources }, isElsewhere) {
	return workerNames.map(([name, meaning, isNeeded]) => {
		const value = values[name];
		if (!value) {
			if (!isNeeded) return note(`${name} is not set: ${meaning}.`);
			return bad(`${name} is missing: ${meaning}. Set it, or start Muster with npm start first.`);
		}
		if (isElsewhere && isOnlyHere(value)) {
			return bad(
				`${name} names this machine (${new URL(value).host}): a deployed worker cannot reach it. Use real servers.`,
			);
		}
		if (name === "MUSTER_HOME" && !isElsewhere && !isWritable(value)) {
			return bad(`MUSTER_HOME (${value}) is no folder that can be written: uploaded files are read from it.`);
		}
		if (name === "MUSTER_HOME" && isElsewhere) {
			return note(`${name} must be a folder shared with the web app: uploaded files are read from ${value}.`);
		}
		return good(`${name}: ${meaning}, from ${sources[name]}.`);
	});
}

function isOnlyHere(value) {
	if (!URL.canParse(value)) return false;
	return ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"].includes(new URL(value).hostname);
}

function isWritable(folder) {
	try {
		accessSync(folder, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}
