import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

/**
 * The command line of a process, or "" when there is none: process ids are reused, so check which process it
 * is.
 */
export function commandLine(pid: number): string {
	try {
		if (process.platform === "linux")
			return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
		return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
	} catch {
		return "";
	}
}

/** Waits until the process is gone; false when it is still there after the time. */
export async function hasEnded(pid: number, timeoutMs: number): Promise<boolean> {
	const until = Date.now() + timeoutMs;
	while (isAlive(pid)) {
		if (Date.now() > until) return false;
		await sleep(20);
	}
	return true;
}
