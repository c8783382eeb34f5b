import type { z } from "zod";

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
/** Responses that are files: a table, or a document to read or to process. */
export type StreamOutput = "csv" | "document";

/**
 * One endpoint of the REST API as data: the route, the browser's fetcher and the OpenAPI document all read it.
 * `path` is under /api/v1 and names its parameters in braces. `allow` is an action of the policy table, or "public".
 */
export type ApiContract = {
	method: HttpMethod;
	path: string;
	summary: string;
	allow: string;
	params?: z.ZodObject;
	query?: z.ZodObject;
	body?: z.ZodType;
	/** Media type of a body that is streamed and not parsed (file uploads). */
	rawBody?: string;
	output: z.ZodType | StreamOutput;
	/** Status of success; 200 unless stated. */
	status?: number;
};

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;
type Given<T> = T extends z.ZodType ? z.input<T> : undefined;

export type ContractParams<C extends ApiContract> = Parsed<C["params"]>;
export type ContractQuery<C extends ApiContract> = Parsed<C["query"]>;
export type ContractBody<C extends ApiContract> = Parsed<C["body"]>;
export type ContractOutput<C extends ApiContract> = C["output"] extends z.ZodType
	? z.output<C["output"]>
	: Response;
/** What a verb may return: the output before the contract's schema has parsed it. */
export type ContractResult<C extends ApiContract> = C["output"] extends z.ZodType
	? z.input<C["output"]>
	: Response;

type Part<K extends string, T> = T extends z.ZodType ? { [P in K]: Given<T> } : unknown;
/** What a caller passes: only the parts the contract has. */
export type ContractInput<C extends ApiContract> = Part<"params", C["params"]> &
	Part<"query", C["query"]> &
	Part<"body", C["body"]>;

/** Keeps the literal types of a contract. */
export function defineApi<const C extends ApiContract>(contract: C): C {
	return contract;
}
