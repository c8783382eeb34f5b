import { ApiError } from "@/components/shell/api-error";
import { issueSentence } from "@/components/shell/issue-sentence";
import { signedInAgain } from "@/components/shell/session/signed-in-again";
import type { ApiContract, ContractInput, ContractOutput } from "@/lib/kernel/api-contract";
import { errorBody } from "@/lib/kernel/error-body";

type Parts = {
	params?: Record<string, unknown>;
	query?: Record<string, unknown>;
	body?: unknown;
	rawBody?: BodyInit;
	signal?: AbortSignal;
	/** Only where the URL does not contain the workspace. */
	workspace?: string;
};

/** The workspace in the URL: /<workspace>/… */
export function workspaceOfAddress(): string | null {
	if (typeof window === "undefined") return null;
	const first = window.location.pathname.split("/")[1];
	return first ? decodeURIComponent(first) : null;
}

/** The URL of an endpoint, also for download links. */
export function apiPath(
	contract: ApiContract,
	{ params = {}, query = {} }: Pick<Parts, "params" | "query"> = {},
) {
	const path = contract.path.replace(/\{(\w+)\}/g, (_, name: string) =>
		encodeURIComponent(String(params[name] ?? "")),
	);
	const search = new URLSearchParams();
	for (const [key, value] of Object.entries(query)) {
		if (value === undefined || value === null || value === "") continue;
		for (const each of Array.isArray(value) ? value : [value]) search.append(key, String(each));
	}
	const text = search.toString();
	return `/api/v1${path}${text ? `?${text}` : ""}`;
}

async function toApiError(response: Response): Promise<ApiError> {
	const parsed = errorBody.safeParse(await response.json().catch(() => null));
	if (!parsed.success) {
		return new ApiError("internal", `The server answered ${response.status} without saying why. Try again.`, {
			status: response.status,
			requestId: response.headers.get("x-request-id"),
		});
	}
	const { code, message, issues, requestId } = parsed.data.error;
	if (response.status === 401) {
		const words = "You are signed out. Sign in again to continue; nothing was changed.";
		return new ApiError(code, words, { status: response.status, requestId });
	}
	// A rejected input's message starts with its path in the request; a screen shows only the message.
	const first = issues?.find((issue) => message === `${issue.path}: ${issue.message}`);
	return new ApiError(code, first ? issueSentence(first) : message, {
		status: response.status,
		requestId,
		issues: issues ?? [],
	});
}

/**
 * Calls an endpoint of the REST API as the signed-in user and parses the response with the contract's schema.
 * Throws ApiError with the server's message; an aborted call rejects with the browser's AbortError.
 */
export async function callApi<const C extends ApiContract>(
	contract: C,
	input: ContractInput<C> & Pick<Parts, "signal" | "rawBody" | "workspace">,
): Promise<ContractOutput<C>> {
	// Safe because ContractInput has these parts exactly where the contract has schemas.
	const { params, query, body, rawBody, signal, workspace } = input as Parts;
	const headers = new Headers({ accept: "application/json" });
	const slug = workspace ?? workspaceOfAddress();
	if (slug) headers.set("muster-workspace", slug);
	if (body !== undefined) headers.set("content-type", "application/json");
	if (rawBody !== undefined) headers.set("content-type", contract.rawBody ?? "application/octet-stream");

	const send = async () => {
		try {
			return await fetch(apiPath(contract, { ...(params ? { params } : {}), ...(query ? { query } : {}) }), {
				method: contract.method,
				headers,
				body: body !== undefined ? JSON.stringify(body) : (rawBody ?? null),
				credentials: "same-origin",
				...(signal ? { signal } : {}),
			});
		} catch (error) {
			if (signal?.aborted || (error instanceof DOMException && error.name === "AbortError")) throw error;
			throw new ApiError("offline", "Muster cannot be reached. Check the connection; nothing was changed.");
		}
	};
	let response = await send();
	while (response.status === 401 && (await signedInAgain({ isAction: contract.method !== "GET" })))
		response = await send();
	if (!response.ok) throw await toApiError(response);
	if (typeof contract.output === "string") {
		// Safe because a contract without an output schema returns the response itself.
		return response as ContractOutput<C>;
	}
	const parsed = contract.output.safeParse(response.status === 204 ? undefined : await response.json());
	if (!parsed.success) {
		throw new ApiError(
			"internal",
			"The server's answer has a shape this page does not know. Reload the page; it may be from before an update.",
			{ status: response.status, requestId: response.headers.get("x-request-id") },
		);
	}
	// Safe because the type is inferred from the schema that parsed it.
	return parsed.data as ContractOutput<C>;
}
