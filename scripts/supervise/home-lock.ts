import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { commandLine, isAlive } from "@/lib/platform/embedded/processes";

type Holder = { pid: number; url: string };

/**
 * Ensures that one Muster at a time uses a home folder. Throws with the holder; the returned function
 * releases it.
 */
export function lockHome(folder: string, url: string): () => void {
	const file = path.join(folder, "muster.lock");
	const mine = JSON.stringify({ pid: process.pid, url });
	for (let attempt = 0; attempt < 3; attempt += 1) {
		try {
			writeFileSync(file, mine, { flag: "wx" });
			return () => {
				if (read(file)?.pid === process.pid) rmSync(file, { force: true });
			};
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		}
		const holder = read(file);
		// Process ids are reused: check whether the holder is a Muster at all.
		if (
			holder &&
			holder.pid !== process.pid &&
			isAlive(holder.pid) &&
			/muster|supervise|vitest/.test(commandLine(holder.pid))
		) {
			throw new Error(
				`Muster already runs from ${folder} (process ${holder.pid}${holder.url ? `, ${holder.url}` : ""}): stop it with Ctrl-C where it runs, or set MUSTER_HOME to another folder.`,
			);
		}
		rmSync(file, { force: true });
	}
	throw new Error(`${file} cannot be taken: remove it and start again.`);
}

function read(file: string): Holder | undefined {
	try {
		// Safe because a file that is not ours fails to parse or has no live pid.
		return JSON.parse(readFileSync(file, "utf8")) as Holder;
	} catch {
		return undefined;
	}
}
