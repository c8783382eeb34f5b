import { writeFileSync } from "node:fs";
import { readProc, stackProcesses } from "@/bench/support/stack-processes";

/**
 * Starts watching the warehouse's memory; the returned function gives its peak since, in MB, or null if
 * unknown.
 */
export function watchWarehouseMemory(): () => number | null {
	const [pid] = [...stackProcesses()].find(([, name]) => name === "warehouse") ?? [];
	if (pid === undefined) return () => null;
	try {
		writeFileSync(`/proc/${pid}/clear_refs`, "5");
	} catch {
		// Not allowed to reset the peak: it then counts from the process's start.
	}
	return () => {
		const kilobytes = /VmHWM:\s+(\d+)/.exec(readProc(`${pid}/status`))?.[1];
		return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
	};
}
