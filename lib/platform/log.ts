import { env } from "@/lib/platform/env";

const levels = ["debug", "info", "warn", "error"] as const;
type Level = (typeof levels)[number];

function write(level: Level, event: string, fields: Record<string, unknown>): void {
	if (env.LOG_LEVEL === "silent" || levels.indexOf(level) < levels.indexOf(env.LOG_LEVEL)) return;
	const line = JSON.stringify(
		{ at: new Date().toISOString(), level, event, ...fields },
		(_key, value: unknown) =>
			value instanceof Error
				? { name: value.name, message: value.message, stack: value.stack }
				: typeof value === "bigint"
					? value.toString()
					: value,
	);
	process.stderr.write(`${line}\n`);
}

/** Structured lines on standard error. Never pass credentials, identifiers or raw bodies. */
export const log = {
	debug: (event: string, fields: Record<string, unknown> = {}) => write("debug", event, fields),
	info: (event: string, fields: Record<string, unknown> = {}) => write("info", event, fields),
	warn: (event: string, fields: Record<string, unknown> = {}) => write("warn", event, fields),
	error: (event: string, fields: Record<string, unknown> = {}) => write("error", event, fields),
};
