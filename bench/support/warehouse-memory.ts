import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { env } from "@/lib/platform/env";

function read(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}

/** The process behind CLICKHOUSE_URL when it is the built-in one on this Linux machine. */
function warehousePid(): string | undefined {
	const port = new URL(env.CLICKHOUSE_URL).port;
	try {
		return readdirSync("/proc").find(
			(pid) =>
				/^\d+$/.test(pid) &&
				read(`/proc/${pid}/cmdline`).includes("warehouse.mjs") &&
				read(`/proc/${pid}/environ`).split("\0").includes(`WAREHOUSE_PORT=${port}`),
		);
	} catch {
		return undefined;
	}
}

/** Starts watching the warehouse's memory; the returned function says the most it held since, in MB, null where nobody can tell. */
export function watchWarehouseMemory(): () => number | null {
	const pid = warehousePid();
	if (pid === undefined) return () => null;
	try {
		writeFileSync(`/proc/${pid}/clear_refs`, "5");
	} catch {
		// Not allowed to reset the mark: it then counts from the process's start.
	}
	return () => {
		const kilobytes = /VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1];
		return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
	};
}
