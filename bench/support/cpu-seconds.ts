import { readdirSync, readFileSync } from "node:fs";
import { env } from "@/lib/platform/env";

function read(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}

/** A process's parent and the time it worked so far, in hundredths of a second. */
function statOf(pid: string): { parent: string; ticks: number } {
	const fields = read(`/proc/${pid}/stat`)
		.replace(/^.*\) /s, "")
		.split(" ");
	return { parent: fields[1] ?? "", ticks: Number(fields[11] ?? 0) + Number(fields[12] ?? 0) };
}

/** Seconds of one core that each of this stack's processes has used, by name; empty where /proc does not tell. */
export function cpuSeconds(): Map<string, number> {
	const used = new Map<string, number>();
	const home = env.MUSTER_HOME;
	let pids: string[] = [];
	try {
		pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	} catch {
		return used;
	}
	const port = new URL(env.CLICKHOUSE_URL).port;
	const names = new Map<string, string>();
	for (const pid of pids) {
		const command = read(`/proc/${pid}/cmdline`);
		const variables = () => read(`/proc/${pid}/environ`).split("\0");
		const script = /\/(worker|ingest|sandbox)\.mjs/.exec(command)?.[1];
		if (script && variables().includes(`MUSTER_HOME=${home}`)) names.set(pid, script);
		else if (command.includes("warehouse.mjs") && variables().includes(`WAREHOUSE_PORT=${port}`))
			names.set(pid, "warehouse");
		else if (command.includes(`${home}/postgres`)) names.set(pid, "Postgres");
	}
	for (const pid of pids) {
		const { parent, ticks } = statOf(pid);
		const name = names.get(pid) ?? (names.get(parent) === "Postgres" ? "Postgres" : undefined);
		if (name) used.set(name, (used.get(name) ?? 0) + ticks / 100);
	}
	return used;
}

/** How many cores each was busy with, between two looks. */
export function coresBetween(
	before: ReadonlyMap<string, number>,
	after: ReadonlyMap<string, number>,
	seconds: number,
): Record<string, number> {
	return Object.fromEntries(
		[...after].map(([name, used]) => [name, Number(((used - (before.get(name) ?? 0)) / seconds).toFixed(2))]),
	);
}
