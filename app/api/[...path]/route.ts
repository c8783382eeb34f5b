import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { errorResponse } from "@/lib/platform/http/error-response";

/**
 * Everything under /api that is not an endpoint: the common error body, so a mistyped path fails like any
 * other mistake.
 */
function answer(): Response {
	const error = new AppError(
		"not_found",
		"There is no such endpoint. GET /api/v1/openapi.json describes those there are.",
	);
	return errorResponse(error, newId("req"));
}

export const GET = answer;
export const POST = answer;
export const PUT = answer;
export const PATCH = answer;
export const DELETE = answer;
