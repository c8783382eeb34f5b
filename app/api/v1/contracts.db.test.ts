import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import { beforeAll, describe, expect, test } from "vitest";
import { contracts } from "@/app/api/v1/contracts";
import { buildOpenApi } from "@/lib/platform/http/build-openapi";
import type { Context } from "@/lib/workspaces/server/context";
import { callRoute, operationOf } from "@/lib/workspaces/testing/call-route";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { fillWorkspace } from "@/lib/workspaces/testing/fill-workspace";
import { issueApiKey } from "@/lib/workspaces/testing/issue-api-key";
import { type LoadedRoute, loadRoutes } from "@/lib/workspaces/testing/load-routes";
import { sampleOf } from "@/lib/workspaces/testing/sample-of";

// Every route is called as the document allows, with good bodies and bad, and each response is checked
// against the document: callers get what it promises.
const document = buildOpenApi(contracts);
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
ajv.addFormat("date", /^\d{4}-\d\d-\d\d$/);
for (const format of ["email", "uri", "binary", "uuid"]) ajv.addFormat(format, true);
ajv.addSchema({ $id: "document", ...document });

const routes = (await loadRoutes("app/api/v1")).filter((route) => route.contract.allow !== "public");
const reads = routes.filter((route) => route.method === "GET");
const writes = routes.filter((route) => route.method !== "GET" && route.method !== "DELETE");
const named = (list: LoadedRoute[]) =>
	list.map((route): [string, LoadedRoute] => [`${route.method} ${route.path}`, route]);

let ctx: Context;
let ids: Record<string, string>;
let key: Record<string, string>;

beforeAll(async () => {
	ctx = await createTestWorkspace();
	ids = await fillWorkspace(ctx);
	key = await issueApiKey(ctx, "admin");
});

function schemaAt(...steps: string[]): ValidateFunction {
	const pointer = steps
		.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1")))
		.join("/");
	return ajv.compile({ $ref: `document#/${pointer}` });
}

function operationPath(route: LoadedRoute): string[] {
	return ["paths", route.path, route.method.toLowerCase()];
}

async function expectDocumented(route: LoadedRoute, response: Response): Promise<unknown> {
	const operation = operationOf(route, document);
	const status = String(response.status);
	expect(Object.keys(operation.responses), `status ${status}`).toContain(status);
	const type = response.headers.get("content-type")?.split(";")[0] ?? "";
	const text = await response.text();
	if (type !== "application/json") {
		expect(Object.keys(operation.responses[status]?.content ?? {})).toContain(type);
		return text;
	}
	const body: unknown = JSON.parse(text);
	const validate = operation.responses[status]?.$ref
		? schemaAt("components", "schemas", "Error")
		: schemaAt(...operationPath(route), "responses", status, "content", "application/json", "schema");
	expect(validate(body) ? [] : validate.errors, JSON.stringify(body).slice(0, 500)).toEqual([]);
	return body;
}

describe("reading through the API", () => {
	test.each(named(reads))("%s answers what the document says", async (_name, route) => {
		const response = await callRoute(route, document, key, ids);
		await expectDocumented(route, response);
		expect(response.status).toBeLessThan(500);
	});
});

describe("writing through the API", () => {
	test.each(named(writes))("%s answers what the document says", async (_name, route) => {
		const response = await callRoute(route, document, key, ids);
		await expectDocumented(route, response);
		expect(response.status).not.toBe(500);
	});

	const withBody = writes.filter(
		(route) => operationOf(route, document).requestBody?.content["application/json"],
	);
	test.each(named(withBody))(
		"%s refuses what the document rules out, naming the field",
		async (_name, route) => {
			const accepts = schemaAt(
				...operationPath(route),
				"requestBody",
				"content",
				"application/json",
				"schema",
			);
			const schema = operationOf(route, document).requestBody?.content["application/json"]?.schema;
			const good = sampleOf(schema, ids, document) as Record<string, unknown>;
			const bad: [string, unknown][] = [
				["", []],
				["", "text"],
				...Object.keys(good).map((field): [string, unknown] => [
					field,
					Object.fromEntries(Object.entries(good).filter(([name]) => name !== field)),
				]),
				...propertiesOf(schema).map((field): [string, unknown] => [
					field,
					{ ...good, [field]: { wrong: [true] } },
				]),
			];
			for (const [field, body] of bad) {
				if (accepts(body)) continue;
				const response = await callRoute(route, document, key, ids, { body });
				expect(response.status, `${field} in ${JSON.stringify(body)}`).toBe(400);
				const answer = (await expectDocumented(route, response)) as {
					error: { code: string; issues?: { path: string }[] };
				};
				expect(answer.error.code).toBe("invalid");
				if (field) expect(answer.error.issues?.map((issue) => issue.path.split(".")[0])).toContain(field);
			}
		},
	);

	test.each(named(withBody))("%s refuses a body that is not JSON", async (_name, route) => {
		const { handler } = route;
		const operation = operationOf(route, document);
		const params = Object.fromEntries(
			operation.parameters
				.filter((parameter) => parameter.in === "path")
				.map((parameter) => [parameter.name, String(sampleOf(parameter.schema, ids, document))]),
		);
		for (const [type, body] of [
			["application/json", "{"],
			["text/plain", "{}"],
		] as const) {
			const headers = { ...key, "content-type": type };
			const request = new Request(`http://localhost:3000/api/v1${route.path}`, {
				method: route.method,
				headers,
				body,
			});
			const response = await handler(request, { params: Promise.resolve(params) });
			expect(response.status).toBe(400);
			await expectDocumented(route, response);
		}
	});
});

/** Names of the properties of a body, through a reference if it is one. */
function propertiesOf(schema: unknown): string[] {
	if (typeof schema !== "object" || schema === null) return [];
	if ("$ref" in schema) {
		const name = String(schema.$ref).split("/").pop() ?? "";
		return propertiesOf((document.components as { schemas: Record<string, unknown> }).schemas[name]);
	}
	return "properties" in schema ? Object.keys(schema.properties as object) : [];
}
