import { z } from "zod";
import type { ApiContract } from "@/lib/kernel/api-contract";
import { errorBody } from "@/lib/kernel/error-body";

export type JsonSchema = { [key: string]: unknown };
type Components = Record<string, JsonSchema>;

function isRecord(value: unknown): value is JsonSchema {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Replaces every reference inside a schema that zod wrote, whose root is the schema itself. */
function rename(value: unknown, names: ReadonlyMap<string, string>): unknown {
	if (Array.isArray(value)) return value.map((item) => rename(item, names));
	if (!isRecord(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => {
			const target = key === "$ref" && typeof item === "string" ? names.get(item) : undefined;
			return [key, target === undefined ? rename(item, names) : `#/components/schemas/${target}`];
		}),
	);
}

/** Kinds of zod schema that no JSON Schema can stand for; a contract must not use them. */
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

/** The JSON Schema of a zod schema, its shared and recursive parts moved to the document's components. */
function toSchema(
	schema: z.ZodType,
	io: "input" | "output",
	name: string,
	components: Components,
): JsonSchema {
	const written = z.toJSONSchema(schema, {
		target: "draft-2020-12",
		io,
		unrepresentable: "any",
		override: ({ zodSchema, jsonSchema }) => {
			const { type } = zodSchema._zod.def;
			if (type === "undefined") jsonSchema.not = {};
			if (inexpressible.has(type)) throw new Error(`${name}: a ${type} has no form in JSON`);
		},
	});
	const { $schema: _, $defs, ...root } = written as JsonSchema;
	const names = new Map<string, string>();
	if (JSON.stringify([root, $defs]).includes('"$ref":"#"')) names.set("#", name);
	for (const key of Object.keys(isRecord($defs) ? $defs : {})) {
		const title = key.replace(/^__schema/, "Part");
		names.set(`#/$defs/${key}`, /^Part\d+$/.test(title) ? `${name}.${title}` : title);
	}
	for (const [key, part] of Object.entries(isRecord($defs) ? $defs : {})) {
		components[names.get(`#/$defs/${key}`) ?? key] = rename(part, names) as JsonSchema;
	}
	// Safe because renaming keeps the shape: a record stays a record.
	const renamed = rename(root, names) as JsonSchema;
	if (!names.has("#")) return renamed;
	components[name] = renamed;
	return { $ref: `#/components/schemas/${name}` };
}

/** Path and query travel as text: what is documented is what the text must read as, needed where it has no default. */
function toParameters(schema: z.ZodType | undefined, place: "path" | "query"): JsonSchema[] {
	if (!schema) return [];
	const given = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", unrepresentable: "any" });
	const read = z.toJSONSchema(schema, { target: "draft-2020-12", io: "output", unrepresentable: "any" });
	const readProperties = isRecord(read.properties) ? read.properties : {};
	return Object.entries(given.properties ?? {}).map(([name, input]) => {
		const asRead = readProperties[name];
		return {
			name,
			in: place,
			required: place === "path" || (given.required?.includes(name) ?? false),
			schema:
				isRecord(input) && Object.keys(input).length > 0 && input.type !== undefined ? input : (asRead ?? {}),
		};
	});
}

const errorStatuses: Record<string, string> = {
	"400": "A field is missing or not valid; issues name it.",
	"401": "No session and no API key, or an unknown one.",
	"403": "The role may not do this, or the request comes from another site.",
	"404": "There is no such thing in this workspace.",
	"409": "The change collides with what is there.",
	"422": "Something else has to be done first.",
	"413": "Too large.",
	"429": "Too often, or too much at once: Retry-After says when to come back.",
	"500": "Our fault; quote the request id.",
	"502": "A network did not answer.",
};

const streamTypes = { csv: ["text/csv"], document: ["text/html", "application/json"] } as const;

function toOperation(contract: ApiContract, operationId: string, components: Components): JsonSchema {
	const isPublic = contract.allow === "public";
	const { output } = contract;
	const content =
		typeof output === "string"
			? Object.fromEntries(streamTypes[output].map((type) => [type, { schema: { type: "string" } }]))
			: { "application/json": { schema: toSchema(output, "output", `${operationId}.answer`, components) } };
	const body = contract.rawBody
		? { [contract.rawBody]: { schema: { type: "string", format: "binary" } } }
		: contract.body && {
				"application/json": { schema: toSchema(contract.body, "input", `${operationId}.body`, components) },
			};
	const errors = Object.keys(errorStatuses).map((status) => [
		status,
		{ $ref: `#/components/responses/${status}` },
	]);
	return {
		operationId,
		tags: [contract.path.split("/")[1] ?? ""],
		summary: contract.summary,
		...(isPublic
			? { security: [] }
			: { description: `Needs the permission \`${contract.allow}\`.`, "x-muster-action": contract.allow }),
		parameters: [
			...toParameters(contract.params, "path"),
			...toParameters(contract.query, "query"),
			...(isPublic ? [] : [{ $ref: "#/components/parameters/workspace" }]),
		],
		...(body ? { requestBody: { required: true, content: body } } : {}),
		responses: {
			[String(contract.status ?? 200)]: { description: "Success", content },
			...Object.fromEntries(errors),
		},
	};
}

/** The OpenAPI 3.1 document of a list of contracts, grouped by noun: `{ segments: segmentsApi, … }`. */
export function buildOpenApi(contracts: Record<string, Record<string, ApiContract>>): JsonSchema {
	const components: Components = {};
	const paths: Record<string, Record<string, JsonSchema>> = {};
	for (const [noun, endpoints] of Object.entries(contracts)) {
		for (const [verb, contract] of Object.entries(endpoints)) {
			const path = paths[contract.path] ?? {};
			paths[contract.path] = path;
			path[contract.method.toLowerCase()] = toOperation(contract, `${noun}.${verb}`, components);
		}
	}
	components.Error = toSchema(errorBody, "output", "Error", components);
	return {
		openapi: "3.1.0",
		jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
		info: {
			title: "Muster",
			version: "1",
			description:
				"The API that Muster's own screens use. Send `Authorization: Bearer mk_…` with a key made under Settings, API keys; a key belongs to one workspace.",
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
				workspace: {
					name: "muster-workspace",
					in: "header",
					required: false,
					description: "Slug of the workspace. Needed with a session; an API key knows its own.",
					schema: { type: "string" },
				},
			},
			responses: Object.fromEntries(
				Object.entries(errorStatuses).map(([status, description]) => [
					status,
					{
						description,
						content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
					},
				]),
			),
			schemas: components,
		},
	};
}
