import { copyFileSync, existsSync, readdirSync, statSync, truncateSync } from "node:fs";
import path from "node:path";

export const largestLog = 20 * 1024 * 1024;

/**
 * Rotates the large logs of a folder, keeping one old copy of each. Processes append, so they continue in the
 * emptied file.
 */
export function rotateLogs(folder: string, limit = largestLog): void {
	if (!existsSync(folder)) return;
	for (const name of readdirSync(folder).filter((one) => one.endsWith(".log"))) {
		const file = path.join(folder, name);
		if (statSync(file).size <= limit) continue;
		copyFileSync(file, `${file}.1`);
		truncateSync(file);
	}
}

/** Keeps the logs of a folder bounded while processes write them; the returned function stops it. */
export function keepLogsSmall(folder: string, everyMs = 30_000): () => Promise<void> {
	rotateLogs(folder);
	const timer = setInterval(() => rotateLogs(folder), everyMs);
	timer.unref();
	return async () => clearInterval(timer);
}
