import { expect, test } from "vitest";
import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { buildOpenApi } from "@/lib/platform/http/build-openapi";

type Node = { op: string; rules?: Node[] };
const node: z.ZodType<Node> = z.lazy(() =>
	z.strictObject({ op: z.string(), rules: z.array(node).optional() }),
);

const document = buildOpenApi({
	things: {
		list: defineApi({
			method: "GET",
			path: "/things/{thingId}/parts",
			summary: "Parts of a thing",
			allow: "data.read",
			params: z.object({ thingId: z.string().regex(/^thg_/) }),
			query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), find: z.string() }),
			output: z.object({ items: z.array(z.object({ name: z.string(), at: z.iso.datetime() })) }),
		}),
		create: defineApi({
			method: "POST",
			path: "/things",
			summary: "Make a thing",
			allow: "data.write",
			body: z.object({ name: z.string(), rule: node }),
			output: node,
			status: 201,
		}),
	},
});

test("path and query parameters say what their text must read as and which are needed", () => {
	expect(document).toHaveProperty(
		["paths", "/things/{thingId}/parts", "get", "parameters"],
		[
			{ name: "thingId", in: "path", required: true, schema: { type: "string", pattern: "^thg_" } },
			{
				name: "limit",
				in: "query",
				schema: { type: "integer", minimum: 1, maximum: 200, default: 50 },
			},
			{ name: "find", in: "query", required: true, schema: { type: "string" } },
			{ $ref: "#/components/parameters/workspace" },
		],
	);
});

test("an answer admits no property that its contract does not name", () => {
	expect(document).toHaveProperty(
		["paths", "/things/{thingId}/parts", "get", "responses", "200", "content", "application/json", "schema"],
		expect.objectContaining({ additionalProperties: false, required: ["items"] }),
	);
});

test("every reference in the document leads to something in the document, recursive schemas included", () => {
	const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
		(match) => match[1] ?? "",
	);
	expect(references.length).toBeGreaterThan(3);
	for (const reference of references) expect(document).toHaveProperty(reference.split("/"));
	expect(JSON.stringify(document)).not.toContain("$defs");
});
