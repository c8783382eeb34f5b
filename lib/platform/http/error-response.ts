import { AppError, type ErrorCode, type Issue } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";

const status: Record<ErrorCode, number> = {
	invalid: 400,
	unauthenticated: 401,
	forbidden: 403,
	not_found: 404,
	conflict: 409,
	precondition: 422,
	limit: 429,
	too_large: 413,
	internal: 500,
	upstream: 502,
};

/** Refuses an input for the issues found in one part of it ("path", "query" or "body"), each field named as sent. */
export function invalidInput(issues: readonly Issue[], part: string): AppError {
	const prefix = part === "body" ? "" : part;
	const named = issues.map(({ path, message }) => ({
		path: [prefix, path].filter(Boolean).join("."),
		message,
	}));
	const first = named[0];
	return new AppError(
		"invalid",
		first ? `${first.path || "The body"}: ${first.message}` : "The request is not valid.",
		{ issues: named },
	);
}

/**
 * The body of every failed request; unexpected errors are logged in full and returned only as their request
 * id.
 */
export function errorResponse(error: unknown, requestId: string): Response {
	const known =
		error instanceof AppError
			? error
			: new AppError("internal", `Something went wrong on our side. Quote ${requestId} when you report it.`);
	// Our own failures are errors; another server that does not respond is not.
	if (known.code === "internal") log.error("http.failed", { requestId, error });
	else if (known.code === "upstream") log.warn("http.upstream_failed", { requestId, error });
	return Response.json(
		{
			error: {
				code: known.code,
				message: known.message,
				...(known.issues ? { issues: known.issues } : {}),
				requestId,
			},
		},
		{
			status: status[known.code],
			headers: {
				"cache-control": "no-store",
				"x-request-id": requestId,
				...(known.retryAfterSeconds ? { "retry-after": String(known.retryAfterSeconds) } : {}),
			},
		},
	);
}
