import type {
	ApiContract,
	ContractBody,
	ContractParams,
	ContractQuery,
	ContractResult,
} from "@/lib/kernel/api-contract";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { clientAddressHeader, notedClientAddress } from "@/lib/platform/http/client-address";
import { errorResponse } from "@/lib/platform/http/error-response";
import { parseInput } from "@/lib/platform/http/parse-input";
import { readJsonBody, refuseBody } from "@/lib/platform/http/read-body";
import { type Allowance, mergeAllowances } from "@/lib/platform/http/request-limit";
import { noteRequest } from "@/lib/platform/metrics/metrics";
import { isAction } from "@/lib/workspaces/policy";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { countActor, countAddress } from "@/lib/workspaces/server/limit-requests";
import { resolveContext } from "@/lib/workspaces/server/resolve-context";

export type RouteInput<C extends ApiContract> = {
	ctx: Context;
	params: ContractParams<C>;
	query: ContractQuery<C>;
	body: ContractBody<C>;
	request: Request;
};

type RouteArguments = { params: Promise<Record<string, string | string[] | undefined> | undefined> };
export type RouteHandler = ((request: Request, route: RouteArguments) => Promise<Response>) & {
	contract: ApiContract;
};

function queryOf(request: Request): Record<string, string | string[]> {
	const search = new URL(request.url).searchParams;
	// Defined, not assigned: a parameter named __proto__ is one like any other.
	return Object.fromEntries(
		[...new Set(search.keys())]
			.filter((key) => key !== "workspace")
			.map((key) => {
				const values = search.getAll(key);
				return [key, values.length === 1 ? (values[0] ?? "") : values];
			}),
	);
}

async function bodyOf(contract: ApiContract, request: Request): Promise<unknown> {
	if (contract.rawBody) return undefined;
	if (!contract.body) return await refuseBody(request);
	return parseInput(contract.body, await readJsonBody(request), "body");
}

/** Returns a contract's output: parsed by its schema, so that nothing outside the contract leaks. */
function answer(contract: ApiContract, result: unknown, requestId: string): Response {
	if (result instanceof Response) {
		result.headers.set("x-request-id", requestId);
		return result;
	}
	if (typeof contract.output === "string")
		throw new Error(`${contract.method} ${contract.path} must answer with a Response`);
	return Response.json(contract.output.parse(result), {
		status: contract.status ?? 200,
		headers: { "cache-control": "no-store", "x-request-id": requestId },
	});
}

/** The actor, counted against the address's quota of requests. */
async function takeAddress(request: Request, allowances: Allowance[]): Promise<string> {
	const address = notedClientAddress(request.headers.get(clientAddressHeader));
	await countAddress(address, allowances);
	return address;
}

function withHeaders(response: Response, allowances: Allowance[]): Response {
	for (const [name, value] of Object.entries(mergeAllowances(allowances))) response.headers.set(name, value);
	return response;
}

/**
 * Creates a Next route handler from a contract: authenticates, checks role and workspace, parses the input,
 * runs the verb, parses the output, and maps every error to the one error body. Requests are counted by
 * address before any look-up, and by key or person after.
 */
export function defineRoute<const C extends ApiContract>(
	contract: C,
	run: (input: RouteInput<C>) => Promise<ContractResult<C> | Response>,
): RouteHandler {
	const action = contract.allow;
	if (!isAction(action)) throw new Error(`${contract.path}: "${action}" is not an action of the policy`);
	const handler = async (request: Request, route: RouteArguments): Promise<Response> => {
		const requestId = newId("req");
		const allowances: Allowance[] = [];
		try {
			await takeAddress(request, allowances);
			const ctx = await resolveContext(request, requestId);
			await countActor(ctx.actor, allowances);
			allow(ctx, action);
			// Next gives undefined for an address without parameters.
			const params = parseInput(contract.params, (await route.params) ?? {}, "path");
			const query = parseInput(contract.query, queryOf(request), "query");
			const body = await bodyOf(contract, request);
			// Safe because each part was parsed by the contract's own schema.
			const input = { ctx, params, query, body, request } as RouteInput<C>;
			return withHeaders(answer(contract, await run(input), requestId), allowances);
		} catch (error) {
			return withHeaders(errorResponse(error, requestId), allowances);
		}
	};
	return Object.assign(timed(contract, handler), { contract });
}

/** The same handler; what its requests took is in the metrics. */
function timed<Rest extends unknown[]>(
	{ method, path }: ApiContract,
	handler: (request: Request, ...rest: Rest) => Promise<Response>,
): typeof handler {
	return async (request, ...rest) => {
		const begun = performance.now();
		const response = await handler(request, ...rest);
		noteRequest(method, `/api/v1${path}`, response.status, performance.now() - begun);
		return response;
	};
}

/**
 * A route without a session: first-run set-up, the API's own description, and what only a signature vouches for. Each
 * is listed in the route-walk test.
 */
export function definePublicRoute<const C extends ApiContract>(
	contract: C,
	run: (input: {
		params: ContractParams<C>;
		body: ContractBody<C>;
		request: Request;
		address: string;
		requestId: string;
	}) => Promise<ContractResult<C> | Response>,
): RouteHandler {
	if (contract.allow !== "public") throw new AppError("internal", `${contract.path} is not declared public`);
	const handler = async (request: Request, route?: RouteArguments): Promise<Response> => {
		const requestId = newId("req");
		const allowances: Allowance[] = [];
		try {
			const address = await takeAddress(request, allowances);
			parseInput(contract.query, queryOf(request), "query");
			const params = parseInput(contract.params, (await route?.params) ?? {}, "path");
			const body = await bodyOf(contract, request);
			// Safe because both were parsed by the contract's own schemas.
			const input = {
				params: params as ContractParams<C>,
				body: body as ContractBody<C>,
				request,
				address,
				requestId,
			};
			return withHeaders(answer(contract, await run(input), requestId), allowances);
		} catch (error) {
			return withHeaders(errorResponse(error, requestId), allowances);
		}
	};
	return Object.assign(timed(contract, handler), { contract });
}
