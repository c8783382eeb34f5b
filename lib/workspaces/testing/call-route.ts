import type { JsonSchema } from "@/lib/platform/http/build-openapi";
import type { LoadedRoute } from "@/lib/workspaces/testing/load-routes";
import { sampleOf } from "@/lib/workspaces/testing/sample-of";

type Parameter = { name: string; in: string; required: boolean; schema: unknown };
type Media = { schema: JsonSchema };
export type Operation = {
	parameters: Parameter[];
	requestBody?: { content: Record<string, Media> };
	responses: Record<string, { content?: Record<string, Media>; $ref?: string }>;
};

/** A route's entry in the OpenAPI document. */
export function operationOf(route: LoadedRoute, document: JsonSchema): Operation {
	// Safe because the document was built from a list that holds this route's contract.
	const paths = document.paths as Record<string, Record<string, Operation>>;
	const operation = paths[route.path]?.[route.method.toLowerCase()];
	if (!operation) throw new Error(`${route.method} ${route.path} is not in the document`);
	return operation;
}

/** Calls a route with parameters and a body valid by the document. `body` replaces the body. */
export async function callRoute(
	route: LoadedRoute,
	document: JsonSchema,
	headers: Record<string, string>,
	ids: Record<string, string>,
	given?: { body: unknown },
): Promise<Response> {
	const operation = operationOf(route, document);
	const params: Record<string, string> = {};
	const query = new URLSearchParams();
	for (const parameter of operation.parameters) {
		const value = () => ids[parameter.name] ?? String(sampleOf(parameter.schema, ids, document));
		if (parameter.in === "path") params[parameter.name] = value();
		if (parameter.in === "query" && parameter.required) query.set(parameter.name, value());
	}
	const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
	const isJson = type === "application/json";
	const body =
		media &&
		(isJson ? JSON.stringify(given ? given.body : sampleOf(media.schema, ids, document)) : "a,b\n1,2\n");
	const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
	const request = new Request(`http://localhost:3000/api/v1${path}?${query}`, {
		method: route.method,
		headers: { ...(type ? { "content-type": type } : {}), ...headers },
		...(body === undefined ? {} : { body }),
	});
	// As in Next: undefined for an address without parameters.
	const inPath = Object.keys(params).length > 0 ? params : undefined;
	return await route.handler(request, { params: Promise.resolve(inPath) });
}
