import Ajv2020 from "ajv/dist/2020";
import { describe, expect, test } from "vitest";
import { contracts } from "@/app/api/v1/contracts";
import type { ApiContract } from "@/lib/kernel/api-contract";
import { buildOpenApi, type JsonSchema } from "@/lib/platform/http/build-openapi";
import { isAction } from "@/lib/workspaces/policy";
import { loadRoutes } from "@/lib/workspaces/testing/load-routes";

const routes = await loadRoutes("app/api/v1");
const listed: [string, ApiContract][] = Object.entries(contracts).flatMap(([noun, endpoints]) =>
	Object.entries(endpoints).map(([verb, contract]): [string, ApiContract] => [`${noun}.${verb}`, contract]),
);
const document = buildOpenApi(contracts);
const signature = (contract: ApiContract) => `${contract.method} ${contract.path}`;

describe("the list of contracts", () => {
	test("names every method that a route file handles, and each is in the right file", () => {
		const served = routes.map((route) => `${route.method} ${route.path}`).sort();
		expect(served).toEqual(listed.map(([, contract]) => signature(contract)).sort());
		for (const route of routes) expect(signature(route.contract)).toBe(`${route.method} ${route.path}`);
	});

	test("names no endpoint twice and only actions of the policy", () => {
		const signatures = listed.map(([, contract]) => signature(contract));
		expect(new Set(signatures).size).toBe(signatures.length);
		for (const [name, contract] of listed) {
			expect(
				contract.allow === "public" || isAction(contract.allow),
				`${name} allows ${contract.allow}`,
			).toBe(true);
		}
	});

	test("has a parameter schema for every name in braces, and no other", () => {
		for (const [name, contract] of listed) {
			const braces = [...contract.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
			const operation = operationOf(contract);
			const documented = operation.parameters
				.filter((parameter) => parameter.in === "path")
				.map((parameter) => parameter.name)
				.sort();
			expect(documented, name).toEqual(braces);
		}
	});

	test("lets no one without the right to write use a method that writes", () => {
		for (const [name, contract] of listed) {
			if (contract.method === "GET" || contract.allow === "public") continue;
			// A POST that only computes something may require only the right to read; those are few and listed
			// here.
			if (readsByPost.has(name)) continue;
			expect(contract.allow, name).toMatch(/\.write$/);
		}
	});
});

test.each([
	["/segments", "post", "rule", "SegmentRule"],
	["/segments/{segmentId}", "patch", "rule", "SegmentRule"],
	["/segments/preview", "post", "rule", "SegmentRule"],
	["/segments/sample", "post", "rule", "SegmentRule"],
	["/traits", "post", "definition", "TraitDefinition"],
	["/traits/{traitId}", "patch", "definition", "TraitDefinition"],
	["/traits/preview", "post", "definition", "TraitDefinition"],
])(
	"what %s by %s takes as its %s is described, though the verb checks it leaf by leaf",
	(path, method, name, schema) => {
		const body = ["requestBody", "content", "application/json", "schema", "properties", name];
		expect(document).toHaveProperty(["paths", path, method, ...body], {
			...(schema === "SegmentRule" ? { description: expect.stringContaining("100 conditions") } : {}),
			$ref: `#/components/schemas/${schema}`,
		});
		expect(document).toHaveProperty(["components", "schemas", schema]);
	},
);

/**
 * POST because the query does not fit in a URL; they store nothing. One's own password and emails need no
 * role.
 */
const readsByPost = new Set([
	"workspace.changePassword",
	"notifications.update",
	"notifications.sendTest",
	"segments.preview",
	"segments.sample",
	"syncRequests.sample",
	"syncRequests.sampleDraft",
	"insights.lint",
	"insights.ruleReach",
	"insights.compare",
	"traits.preview",
	"traits.sample",
	"campaigns.preview",
	"forecasts.describe",
]);

type Operation = { operationId: string; parameters: { name: string; in: string }[]; responses: object };

function operationOf(contract: ApiContract): Operation {
	// Safe because the document was built from this very contract.
	const paths = document.paths as Record<string, Record<string, Operation>>;
	const operation = paths[contract.path]?.[contract.method.toLowerCase()];
	if (!operation) throw new Error(`${signature(contract)} is not in the document`);
	return operation;
}

describe("the OpenAPI document", () => {
	test("has one operation with an id of its own for every contract", () => {
		expect(listed.map(([, contract]) => operationOf(contract).operationId)).toEqual(
			listed.map(([name]) => name),
		);
	});

	test("consists of schemas that are valid JSON Schema 2020-12, without a dangling reference", () => {
		const ajv = new Ajv2020({ strict: false, validateFormats: false });
		const schemas = schemasWithin(document);
		expect(schemas.length).toBeGreaterThan(listed.length);
		for (const schema of schemas) expect(ajv.validateSchema(schema), JSON.stringify(schema)).toBe(true);
		const references = new Set(
			[...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? ""),
		);
		for (const reference of references) {
			expect(reference).toMatch(/^#\/components\//);
			expect(document).toHaveProperty(reference.slice(2).split("/"));
		}
	});

	test("describes every property of every response", () => {
		const vague: string[] = [];
		for (const [name, contract] of listed) {
			if (typeof contract.output === "string" || name === "openApi.get") continue;
			const text = JSON.stringify(operationOf(contract).responses);
			if (text.includes('"schema":{}')) vague.push(name);
		}
		expect(vague).toEqual([]);
	});
});

/** Everything in the document in a schema position. */
function schemasWithin(value: unknown, key = ""): JsonSchema[] {
	if (Array.isArray(value)) return value.flatMap((item) => schemasWithin(item));
	if (typeof value !== "object" || value === null) return [];
	// Safe because arrays and non-objects were filtered out above.
	if (key === "schema") return [value as JsonSchema];
	if (key === "schemas") return Object.values(value) as JsonSchema[];
	return Object.entries(value).flatMap(([name, item]) => schemasWithin(item, name));
}
