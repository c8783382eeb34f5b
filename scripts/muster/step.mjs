// The commands' output: one line per step, with what it does and its duration; one sentence per failure.

/** A failure with a known fix: printed without a stack. */
export class UserFacingError extends Error {}

const isTerminal = process.stdout.isTTY === true;

export function duration(ms) {
	if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
	if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
	return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** Runs one step and reports the outcome. `work` may return a few words to add. */
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

const networkTrouble = {
	ECONNREFUSED: "nothing listens there",
	ENOTFOUND: "the name is not known",
	EAI_AGAIN: "the name cannot be looked up now",
	ETIMEDOUT: "it does not answer",
	EHOSTUNREACH: "it cannot be reached",
	ECONNRESET: "it cut the connection",
};

/** Postgres error codes that mean DATABASE_URL is wrong. */
const databaseTrouble = {
	"28P01": "Postgres refuses the password of DATABASE_URL",
	28000: "Postgres refuses the user of DATABASE_URL",
	"3D000": "The database that DATABASE_URL names does not exist: create it",
	42501: "The user of DATABASE_URL may not create tables: grant it",
	53300: "Postgres has no connection left: raise its max_connections",
};

/** Describes an error in a sentence with its fix; DEBUG=1 adds the stack. */
export function explain(error) {
	const sentence = sentenceOf(error);
	if (!process.env.DEBUG)
		return error instanceof UserFacingError ? sentence : `${sentence}\n(DEBUG=1 shows where.)`;
	return `${sentence}\n${error?.stack ?? ""}`;
}

function sentenceOf(error) {
	if (error instanceof UserFacingError) return error.message;
	// Several addresses of one host were tried: each failure is one of these.
	if (error instanceof AggregateError && error.errors.length > 0) return sentenceOf(error.errors[0]);
	const code = error?.code;
	if (["EACCES", "EPERM", "EROFS", "ENOTDIR"].includes(code)) {
		return `${error.path ?? "A file"} cannot be written here (${code}): give this user the right, or set MUSTER_HOME to a folder of its own.`;
	}
	if (code === "ENOSPC")
		return `The disk is full: free some space, or set MUSTER_HOME to a folder on another disk.`;
	if (code === "EADDRINUSE") return `Port ${error.port} is taken: set another, for example PORT=3005.`;
	if (Object.hasOwn(databaseTrouble, code ?? "")) return `${databaseTrouble[code]} (${error.message}).`;
	if (Object.hasOwn(networkTrouble, code ?? "")) {
		const where = error.address
			? `${error.address}${error.port ? `:${error.port}` : ""}`
			: (error.hostname ?? "A server");
		return `${where} cannot be used: ${networkTrouble[code]}. Look at DATABASE_URL and CLICKHOUSE_URL, if you set them.`;
	}
	const message = (error instanceof Error ? error.message : String(error)).trim();
	return message === ""
		? `Something unexpected happened (${code ?? error?.name ?? "no reason given"}).`
		: message;
}
