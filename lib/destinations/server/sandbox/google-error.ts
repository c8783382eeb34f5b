import type { SandboxAnswer } from "@/lib/destinations/server/sandbox/sandbox-network";

export type Violation = { field: string; reason: string; description: string };

const httpOf = {
	INVALID_ARGUMENT: 400,
	UNAUTHENTICATED: 401,
	PERMISSION_DENIED: 403,
	NOT_FOUND: 404,
	ALREADY_EXISTS: 409,
	ABORTED: 409,
	RESOURCE_EXHAUSTED: 429,
	INTERNAL: 500,
	UNAVAILABLE: 503,
} as const;

let count = 0;

/** A refusal as Google words it: the canonical status, and details with the reason and the fields at fault. */
export function googleError(
	status: keyof typeof httpOf,
	message: string,
	{ reason = status, violations = [] }: { reason?: string; violations?: readonly Violation[] } = {},
): SandboxAnswer {
	const requestId = `t-sandbox-${++count}`;
	return {
		status: httpOf[status],
		body: {
			error: {
				code: httpOf[status],
				message,
				status,
				details: [
					{
						"@type": "type.googleapis.com/google.rpc.ErrorInfo",
						reason,
						domain: "datamanager.googleapis.com",
						metadata: { requestId },
					},
					{ "@type": "type.googleapis.com/google.rpc.RequestInfo", requestId },
					...(violations.length > 0
						? [{ "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: violations }]
						: []),
				],
			},
		},
	};
}

/** A field of the request that is not as it must be. */
export function badField(field: string, reason: string, description: string): SandboxAnswer {
	return googleError("INVALID_ARGUMENT", "There was a problem with the request.", {
		violations: [{ field, reason, description }],
	});
}
