import type { z } from "zod";
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

function issuesOf(error: z.ZodError, prefix: string): Issue[] {
	return error.issues.map((issue) => ({
		path: [prefix, ...issue.path.map(String)].filter(Boolean).join("."),
		message: issue.message,
	}));
}

/** Turns a schema's findings into the one error shape, naming each field. */
export function invalidInput(error: z.ZodError, part: string): AppError {
	const issues = issuesOf(error, part === "body" ? "" : part);
	const first = issues[0];
	return new AppError(
		"invalid",
		first ? `${first.path || "The body"}: ${first.message}` : "The request is not valid.",
		{ issues },
	);
}

/** The body every failed request gets; unexpected errors are logged whole and told only by their request id. */
export function errorResponse(error: unknown, requestId: string): Response {
	const known =
		error instanceof AppError
			? error
			: new AppError("internal", `Something went wrong on our side. Quote ${requestId} when you report it.`);
	if (known.code === "internal" || known.code === "upstream") log.error("http.failed", { requestId, error });
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
