import { z } from "zod";
import {
	createDocument,
	type ZodOpenApiObject,
	type ZodOpenApiOperationObject,
	type ZodOpenApiOverride,
} from "zod-openapi";
import type { ApiContract, HttpMethod } from "@/lib/kernel/api-contract";
import { errorBody } from "@/lib/kernel/error-body";

export type JsonSchema = { [key: string]: unknown };

/** Kinds of zod schema that JSON Schema cannot express; a contract must not use them. */
const inexpressible = new Set([
	"bigint",
	"custom",
	"date",
	"function",
	"map",
	"nan",
	"promise",
	"set",
	"symbol",
	"transform",
]);

/**
 * Refuses what JSON cannot express; the generator would describe some of it as any value. What a contract
 * accepts unparsed, because the verb checks it, is described as the component named by `checkedAs`.
 */
const override: ZodOpenApiOverride = ({ zodSchema, jsonSchema, path }) => {
	const { type } = zodSchema._zod.def;
	if (inexpressible.has(type)) throw new Error(`${path.join(" ")}: a ${type} has no form in JSON`);
	const { checkedAs, description } = z.globalRegistry.get(zodSchema) ?? {};
	if (checkedAs === undefined) return;
	for (const key of Object.keys(jsonSchema)) delete (jsonSchema as JsonSchema)[key];
	Object.assign(jsonSchema, {
		$ref: `#/components/schemas/${checkedAs}`,
		...(description && { description }),
	});
};

const errorStatuses: Record<`${1 | 2 | 3 | 4 | 5}${string}`, string> = {
	"400": "A field is missing or not valid; issues name it.",
	"401": "No session and no API key, or an unknown one.",
	"403": "The role may not do this, or the request comes from another site.",
	"404": "Not found in this workspace.",
	"409": "The change collides with what is there.",
	"422": "Something else has to be done first.",
	"413": "Too large.",
	"429": "Too many requests, or too much at once: Retry-After says when to try again.",
	"500": "A fault of ours; quote the request ID.",
	"502": "A network did not answer.",
};

const streamTypes = { csv: ["text/csv"], document: ["text/html", "application/json"] } as const;

function contentOf({ output }: ApiContract): NonNullable<ZodOpenApiOperationObject["responses"]["200"]> {
	const content =
		typeof output === "string"
			? Object.fromEntries(streamTypes[output].map((type) => [type, { schema: { type: "string" as const } }]))
			: { "application/json": { schema: output } };
	return { description: "Success", content };
}

function bodyOf({ body, rawBody }: ApiContract): ZodOpenApiOperationObject["requestBody"] {
	if (rawBody)
		return { required: true, content: { [rawBody]: { schema: { type: "string", format: "binary" } } } };
	return body && { required: true, content: { "application/json": { schema: body } } };
}

function toOperation(contract: ApiContract, operationId: string): ZodOpenApiOperationObject {
	const isPublic = contract.allow === "public";
	const { params, query } = contract;
	const requestBody = bodyOf(contract);
	return {
		operationId,
		tags: [contract.path.split("/")[1] ?? ""],
		summary: contract.summary,
		...(isPublic
			? { security: [] }
			: { description: `Needs the permission \`${contract.allow}\`.`, "x-muster-action": contract.allow }),
		requestParams: { ...(params ? { path: params } : {}), ...(query ? { query } : {}) },
		parameters: isPublic ? [] : [{ $ref: "#/components/parameters/workspace" }],
		...(requestBody ? { requestBody } : {}),
		responses: {
			[String(contract.status ?? 200)]: contentOf(contract),
			...Object.fromEntries(
				Object.keys(errorStatuses).map((status) => [status, { $ref: `#/components/responses/${status}` }]),
			),
		},
	};
}

/** The OpenAPI 3.1 document of a list of contracts, grouped by noun: `{ segments: segmentsApi, … }`. */
export function buildOpenApi(contracts: Record<string, Record<string, ApiContract>>): JsonSchema {
	const paths: Record<string, Partial<Record<Lowercase<HttpMethod>, ZodOpenApiOperationObject>>> = {};
	for (const [noun, endpoints] of Object.entries(contracts)) {
		for (const [verb, contract] of Object.entries(endpoints)) {
			// Safe because a method is one of five words.
			const method = contract.method.toLowerCase() as Lowercase<HttpMethod>;
			paths[contract.path] = {
				...paths[contract.path],
				[method]: toOperation(contract, `${noun}.${verb}`),
			};
		}
	}
	const description: ZodOpenApiObject = {
		openapi: "3.1.0",
		info: {
			title: "Muster",
			version: "1",
			description:
				"The API that Muster's own screens use. Send `Authorization: Bearer mk_…` with a key created under Settings, API keys; a key belongs to one workspace.",
		},
		servers: [{ url: "/api/v1" }],
		security: [{ apiKey: [] }, { session: [] }],
		paths,
		components: {
			securitySchemes: {
				apiKey: { type: "http", scheme: "bearer", description: "An API key (mk_…)." },
				session: { type: "apiKey", in: "cookie", name: "next-auth.session-token" },
			},
			parameters: {
				workspace: z
					.string()
					.optional()
					.meta({
						param: {
							name: "muster-workspace",
							in: "header",
							description: "Slug of the workspace. Needed with a session; an API key knows its own.",
						},
					}),
			},
			responses: Object.fromEntries(
				Object.entries(errorStatuses).map(([status, text]) => [
					status,
					{
						description: text,
						content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
					},
				]),
			),
			schemas: { Error: errorBody },
		},
	};
	return {
		...createDocument(description, { override }),
		jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
	};
}
