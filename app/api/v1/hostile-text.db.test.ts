import { beforeAll, describe, expect, test, vi } from "vitest";

// Thousands of requests with one key in seconds: a rate-limit response would prove nothing.
vi.hoisted(() => {
	process.env.API_REQUESTS_PER_KEY = "0";
	process.env.API_REQUESTS_PER_ADDRESS = "0";
});

import { contracts } from "@/app/api/v1/contracts";
import { buildOpenApi } from "@/lib/platform/http/build-openapi";
import type { Context } from "@/lib/workspaces/server/context";
import { operationOf } from "@/lib/workspaces/testing/call-route";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { fillWorkspace } from "@/lib/workspaces/testing/fill-workspace";
import { issueApiKey } from "@/lib/workspaces/testing/issue-api-key";
import { type LoadedRoute, loadRoutes } from "@/lib/workspaces/testing/load-routes";
import { sampleOf } from "@/lib/workspaces/testing/sample-of";

// Every text of every input of every route, replaced in turn by what the stores do not accept: no response is
// a 5xx.
const document = buildOpenApi(contracts);
const routes = await loadRoutes("app/api/v1");
const named = routes.map((route): [string, LoadedRoute] => [`${route.method} ${route.path}`, route]);
const hostile = ["a\0b", "x\udc00"];

/** Bodies whose content no schema describes: one with a text in every place it can have one. */
const condition = {
	kind: "trait",
	field: "plan",
	type: "string",
	operator: "equals",
	value: "pro",
	id: "r1",
};
const measured = {
	kind: "event",
	field: "Order",
	aggregate: { kind: "sum", property: "revenue" },
	operator: "greaterThan",
	value: 1,
	window: { kind: "between", from: "2026-01-01", to: "2026-02-01" },
	where: { combinator: "and", rules: [{ ...condition, kind: "property" }] },
};
const fullRule = {
	combinator: "and",
	label: "x",
	rules: [condition, measured, { ...condition, operator: "isAnyOf", value: ["a"] }],
};
const openBodies: Record<string, unknown> = {
	rule: { combinator: "and", rules: [condition] },
	definition: { kind: "formula", formula: { op: "trait", trait: "plan" }, text: "plan" },
	values: { url: "https://example.invalid/", signingSecret: "whsec_x" },
};

let ctx: Context;
let ids: Record<string, string>;
let key: Record<string, string>;

beforeAll(async () => {
	ctx = await createTestWorkspace();
	ids = await fillWorkspace(ctx);
	key = await issueApiKey(ctx, "admin");
});

/** The value with each of its texts, and each name of an object, replaced in turn. */
function* variants(value: unknown, bad: string): Generator<unknown> {
	if (typeof value === "string") yield bad;
	else if (Array.isArray(value)) {
		for (const [index, item] of value.entries())
			for (const one of variants(item, bad)) yield value.with(index, one);
	} else if (typeof value === "object" && value !== null) {
		for (const [name, item] of Object.entries(value)) {
			for (const one of variants(item, bad)) yield { ...value, [name]: one };
		}
		yield Object.fromEntries([...Object.entries(value), [bad, "x"]]);
	}
}

async function send(
	route: LoadedRoute,
	parts: { params: Record<string, string>; query: URLSearchParams; body?: unknown },
): Promise<Response> {
	const [type] = Object.keys(operationOf(route, document).requestBody?.content ?? {});
	const isJson = type === "application/json";
	const body = type === undefined ? undefined : isJson ? JSON.stringify(parts.body) : "a,b\n1,2\n";
	const request = new Request(`http://localhost:3000/api/v1${route.path}?${parts.query}`, {
		method: route.method,
		headers: { ...(type ? { "content-type": type } : {}), ...key },
		...(body === undefined ? {} : { body }),
	});
	return await route.handler(request, { params: Promise.resolve(parts.params) });
}

describe("text that no store accepts", () => {
	test.each(named)("%s never answers with a fault of ours", async (name, route) => {
		const operation = operationOf(route, document);
		const schema = operation.requestBody?.content["application/json"]?.schema;
		const body = schema && {
			...(sampleOf(schema, ids, document, true) as object),
			...openIn(schema),
			// Every rule goes through the same check: its content is walked on the cheapest route.
			...(name === "POST /segments/preview" ? { rule: fullRule } : {}),
		};
		const inPath = operation.parameters.filter((parameter) => parameter.in === "path");
		const inQuery = operation.parameters.filter((parameter) => parameter.in === "query");
		const sampled = (parameter: { name: string; schema: unknown }) =>
			ids[parameter.name] ?? String(sampleOf(parameter.schema, ids, document));
		const params = Object.fromEntries(inPath.map((one) => [one.name, sampled(one)]));
		const required = new URLSearchParams(
			inQuery.filter((one) => one.required).map((one) => [one.name, sampled(one)]),
		);
		const check = async (parts: Parameters<typeof send>[1], what: string) => {
			const response = await send(route, parts);
			const text = await response.text();
			expect([429, 500], `${name} ${what}: ${text.slice(0, 300)}`).not.toContain(response.status);
			expect(text.isWellFormed()).toBe(true);
		};
		for (const bad of hostile) {
			for (const one of inPath)
				await check({ params: { ...params, [one.name]: bad }, query: required, body }, `path ${one.name}`);
			for (const one of inQuery) {
				const query = new URLSearchParams(required);
				query.set(one.name, bad);
				await check({ params, query, body }, `query ${one.name}=${JSON.stringify(bad)}`);
			}
			const unknown = new URLSearchParams([...required, [bad, "x"]]);
			await check({ params, query: unknown, body }, `query name ${JSON.stringify(bad)}`);
			if (body === undefined) continue;
			for (const variant of variants(body, bad))
				await check({ params, query: required, body: variant }, `body ${JSON.stringify(variant)}`);
		}
	});

	function openIn(schema: unknown): Record<string, unknown> {
		const text = JSON.stringify(schema);
		return Object.fromEntries(Object.entries(openBodies).filter(([name]) => text.includes(`"${name}":`)));
	}
});

describe("what would have no effect", () => {
	const refusedNames = async (response: Response) => {
		const { error } = (await response.json()) as {
			error: { code: string; message: string; issues?: { path: string; message: string }[] };
		};
		return { status: response.status, code: error.code, issues: error.issues ?? [] };
	};
	const lists = named.filter(([, route]) => route.method === "GET" && route.contract.allow !== "public");

	test.each(lists)(
		"%s refuses a query parameter it does not know, naming those it does",
		async (_name, route) => {
			const operation = operationOf(route, document);
			const params: Record<string, string> = {};
			const query = new URLSearchParams({ serach: "x" });
			for (const one of operation.parameters) {
				const value = ids[one.name] ?? String(sampleOf(one.schema, ids, document));
				if (one.in === "path") params[one.name] = value;
				if (one.in === "query" && one.required) query.set(one.name, value);
			}
			const refused = await refusedNames(await send(route, { params, query }));
			expect(refused).toMatchObject({ status: 400, code: "invalid" });
			expect(refused.issues[0]?.path).toBe("query.serach");
			for (const one of operation.parameters.filter((parameter) => parameter.in === "query"))
				expect(refused.issues[0]?.message).toContain(one.name);
		},
	);

	test.each(["nmae", "__proto__", "constructor", "toString"])(
		"a body key %s is refused by its name",
		async (bad) => {
			const route = routes.find((one) => one.method === "PATCH" && one.path === "/workspace");
			if (!route) throw new Error("the route is gone");
			const request = new Request("http://localhost:3000/api/v1/workspace", {
				method: "PATCH",
				headers: { "content-type": "application/json", ...key },
				body: `{"name": "Changed", ${JSON.stringify(bad)}: {"isAdmin": true}}`,
			});
			const refused = await refusedNames(await route.handler(request, { params: Promise.resolve({}) }));
			expect(refused).toMatchObject({ status: 400, issues: [{ path: bad }] });
			expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
			const row = await ctx.db.workspace.findUniqueOrThrow({ where: { id: ctx.workspace.id } });
			expect(row.name).not.toBe("Changed");
		},
	);

	test("a NUL inside an otherwise accepted value is stripped", async () => {
		const route = routes.find((one) => one.method === "PATCH" && one.path === "/workspace");
		if (!route) throw new Error("the route is gone");
		const response = await send(route, {
			params: {},
			query: new URLSearchParams(),
			body: { name: "No\0rd" },
		});
		expect(await response.json()).toMatchObject({ name: "Nord" });
	});

	test("a body that is not UTF-8 is refused, and a body where none is accepted", async () => {
		const patch = routes.find((one) => one.method === "PATCH" && one.path === "/workspace");
		const refresh = routes.find(
			(one) => one.method === "POST" && one.path === "/segments/{segmentId}/refresh",
		);
		if (!patch || !refresh) throw new Error("a route is gone");
		const headers = { "content-type": "application/json", ...key };
		const latin = new Request("http://localhost:3000/api/v1/workspace", {
			method: "PATCH",
			headers,
			body: Buffer.from('{"name":"Zo\xeb"}', "latin1"),
		});
		expect((await patch.handler(latin, { params: Promise.resolve({}) })).status).toBe(400);
		const extra = new Request("http://localhost:3000/api/v1/segments/x/refresh", {
			method: "POST",
			headers,
			body: '{"isFull": true}',
		});
		const answer = await refresh.handler(extra, { params: Promise.resolve({ segmentId: ids.seg ?? "" }) });
		expect(answer.status).toBe(400);
	});
});

test("a path that is not an endpoint returns the error body", async () => {
	const module = await import("@/app/api/[...path]/route");
	for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"] as const) {
		const response = module[method]();
		expect(response.status).toBe(404);
		expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
		expect(response.headers.get("cache-control")).toBe("no-store");
	}
});
