// How the commands talk: one line per step, with what it does and how long it took; one plain sentence per failure.

/** A failure with a cure: printed without a stack. */
export class Trouble extends Error {}

const isTerminal = process.stdout.isTTY === true;

export function duration(ms) {
	if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
	if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
	return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** Runs one step and says how it went. `work` may return a few words to add. */
export async function step(what, work) {
	const start = performance.now();
	if (isTerminal) process.stdout.write(`  … ${what}`);
	try {
		const note = await work();
		const took = duration(performance.now() - start);
		process.stdout.write(`${isTerminal ? "\r\x1b[2K" : ""}  ✓ ${what}${note ? `: ${note}` : ""} (${took})\n`);
	} catch (error) {
		const took = duration(performance.now() - start);
		process.stdout.write(`${isTerminal ? "\r\x1b[2K" : ""}  ✗ ${what} (${took})\n`);
		throw error;
	}
}

/** Says what went wrong: a sentence for what has a cure, the whole error for what should not happen. */
export function explain(error) {
	if (error instanceof Trouble) return error.message;
	const code = error?.code;
	if (["EACCES", "EPERM", "EROFS", "ENOTDIR"].includes(code)) {
		return `${error.path ?? "A file"} cannot be written here (${code}): give this user the right, or set MUSTER_HOME to a folder of its own.`;
	}
	if (code === "ENOSPC")
		return `The disk is full: free some space, or set MUSTER_HOME to a folder on another disk.`;
	if (code === "EADDRINUSE") return `Port ${error.port} is taken: set another, for example PORT=3005.`;
	const message = error instanceof Error ? error.message : String(error);
	return /\.$|:\s/.test(message) && !process.env.DEBUG ? message : (error?.stack ?? message);
}
