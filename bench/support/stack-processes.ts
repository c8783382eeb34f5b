import { readdirSync, readFileSync } from "node:fs";
import { env } from "@/lib/platform/env";

/** A file of /proc; empty for a process that has ended, and where there is no /proc. */
export function readProc(file: string): string {
	try {
		return readFileSync(`/proc/${file}`, "utf8");
	} catch {
		return "";
	}
}

function parentOf(pid: string): string {
	return (
		readProc(`${pid}/stat`)
			.replace(/^.*\) /s, "")
			.split(" ")[1] ?? ""
	);
}

/** The name of each of this stack's processes by its number; empty without /proc. */
export function stackProcesses(): Map<string, string> {
	const names = new Map<string, string>();
	const home = env.MUSTER_HOME;
	let pids: string[] = [];
	try {
		pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	} catch {
		return names;
	}
	const port = new URL(env.CLICKHOUSE_URL).port;
	for (const pid of pids) {
		const command = readProc(`${pid}/cmdline`);
		const variables = () => readProc(`${pid}/environ`).split("\0");
		const script = /\/(worker|ingest|sandbox)\.mjs/.exec(command)?.[1];
		if (script && variables().includes(`MUSTER_HOME=${home}`)) names.set(pid, script);
		else if (command.includes("warehouse.mjs") && variables().includes(`WAREHOUSE_PORT=${port}`))
			names.set(pid, "warehouse");
		else if (command.includes(`${home}/postgres`)) names.set(pid, "Postgres");
	}
	// Postgres has a process per connection.
	for (const pid of pids) if (names.get(parentOf(pid)) === "Postgres") names.set(pid, "Postgres");
	return names;
}
