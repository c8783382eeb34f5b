import { beforeAll, describe, expect, test, vi } from "vitest";

// Hundreds of requests with one key in seconds: a rate-limit response would prove nothing.
vi.hoisted(() => {
	process.env.API_REQUESTS_PER_KEY = "0";
	process.env.API_REQUESTS_PER_ADDRESS = "0";
});

import { contracts } from "@/app/api/v1/contracts";
import { buildOpenApi } from "@/lib/platform/http/build-openapi";
import { operationOf } from "@/lib/workspaces/testing/call-route";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { fillWorkspace } from "@/lib/workspaces/testing/fill-workspace";
import { issueApiKey } from "@/lib/workspaces/testing/issue-api-key";
import { type LoadedRoute, loadRoutes } from "@/lib/workspaces/testing/load-routes";
import { sampleOf } from "@/lib/workspaces/testing/sample-of";

// Every number of every input, replaced in turn by one that no column holds, and every cursor by one that no list
// gave: no response is a 5xx.
const document = buildOpenApi(contracts);
const routes = await loadRoutes("app/api/v1");
const huge = [Number.MAX_SAFE_INTEGER, 4_294_967_295, 2_147_483_648];
const cursors = [
	"99999999999999999999",
	"9e99",
	"2147483648",
	"1.abc",
	"1.ab.cd",
	"x",
	"-1",
	"1e3",
	".",
	"0x10",
];

let ids: Record<string, string>;
let key: Record<string, string>;
beforeAll(async () => {
	const ctx = await createTestWorkspace();
	ids = await fillWorkspace(ctx);
	key = await issueApiKey(ctx, "admin");
});

/** The value with each of its numbers replaced in turn. */
function* variants(value: unknown, big: number): Generator<unknown> {
	if (typeof value === "number") yield big;
	else if (Array.isArray(value)) {
		for (const [index, item] of value.entries())
			for (const one of variants(item, big)) yield value.with(index, one);
	} else if (typeof value === "object" && value !== null) {
		for (const [name, item] of Object.entries(value))
			for (const one of variants(item, big)) yield { ...value, [name]: one };
	}
}

const isNumber = ({ schema }: { schema: unknown }) =>
	/"type":"(integer|number)"/.test(JSON.stringify(schema) ?? "");

describe("numbers that no column holds, and cursors that no list gave", () => {
	const named = routes.map((route): [string, LoadedRoute] => [`${route.method} ${route.path}`, route]);
	test.each(named)("%s never answers with a fault of ours", async (name, route) => {
		const operation = operationOf(route, document);
		const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
		const isJson = type === "application/json";
		const body = isJson && media ? sampleOf(media.schema, ids, document, true) : undefined;
		const sampled = (parameter: { name: string; schema: unknown }) =>
			ids[parameter.name] ?? String(sampleOf(parameter.schema, ids, document));
		const inPath = operation.parameters.filter((one) => one.in === "path");
		const inQuery = operation.parameters.filter((one) => one.in === "query");
		const params = Object.fromEntries(inPath.map((one) => [one.name, sampled(one)]));
		const query = Object.fromEntries(
			inQuery.filter((one) => one.required).map((one) => [one.name, sampled(one)]),
		);
		const check = async (
			given: { params?: Record<string, string>; query?: Record<string, string>; body?: unknown },
			what: string,
		) => {
			const search = new URLSearchParams({ ...query, ...given.query });
			const sent = "body" in given ? given.body : body;
			const content =
				sent === undefined ? (type === undefined ? undefined : "a,b\n1,2\n") : JSON.stringify(sent);
			const request = new Request(`http://localhost:3000/api/v1${route.path}?${search}`, {
				method: route.method,
				headers: { ...(type ? { "content-type": type } : {}), ...key },
				...(content === undefined ? {} : { body: content }),
			});
			const response = await route.handler(request, {
				params: Promise.resolve({ ...params, ...given.params }),
			});
			const text = await response.text();
			expect([429, 500], `${name} ${what}: ${text.slice(0, 300)}`).not.toContain(response.status);
		};
		for (const one of inQuery.filter((parameter) => parameter.name === "cursor"))
			for (const bad of cursors) await check({ query: { [one.name]: bad } }, `cursor ${bad}`);
		for (const big of huge) {
			for (const one of inPath.filter(isNumber))
				await check({ params: { [one.name]: String(big) } }, `path ${one.name} ${big}`);
			for (const one of inQuery.filter(isNumber))
				await check({ query: { [one.name]: String(big) } }, `query ${one.name} ${big}`);
			for (const bad of body === undefined ? [] : variants(body, big))
				await check({ body: bad }, `body ${JSON.stringify(bad)}`);
		}
	});
});
