export const errorCodes = [
	"not_found",
	"forbidden",
	"unauthenticated",
	"invalid",
	"conflict",
	"limit",
	"too_large",
	"precondition",
	"upstream",
	"internal",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** One thing to fix: `path` names the field the way the caller wrote it, e.g. `rule.rules.0.value`. */
export type Issue = { path: string; message: string };

/**
 * The only error class that crosses rooms. `message` is a plain sentence fit for a screen;
 * `retryable` says whether the same call may succeed later without a change, `retryAfterSeconds` when.
 */
export class AppError extends Error {
	readonly code: ErrorCode;
	readonly retryable: boolean;
	readonly issues: Issue[] | undefined;
	readonly retryAfterSeconds: number | undefined;

	constructor(
		code: ErrorCode,
		message: string,
		options: { issues?: Issue[]; retryable?: boolean; retryAfterSeconds?: number; cause?: unknown } = {},
	) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.name = "AppError";
		this.code = code;
		this.issues = options.issues;
		this.retryAfterSeconds = options.retryAfterSeconds;
		this.retryable = options.retryable ?? (code === "upstream" || code === "limit" || code === "internal");
	}
}
