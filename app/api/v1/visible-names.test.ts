import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contracts } from "@/app/api/v1/contracts";
import type { ApiContract } from "@/lib/kernel/api-contract";

const all: ApiContract[] = Object.values(contracts).flatMap((noun) => Object.values(noun));
const written = all.flatMap(({ method, path, body, query }) =>
	[body, query].flatMap((schema) =>
		schema instanceof z.ZodObject
			? Object.keys(schema.shape)
					.filter((field) => /name$/i.test(field))
					.map((field) => ({ route: `${method} ${path}`, field, schema }))
			: [],
	),
);

/** Names of what already exists, or is not stored: they are unchanged. */
const chosen = new Set([
	"POST /sources/catalogue/traits/retype name",
	"POST /traits/preview name",
	"POST /traits/sample name",
]);

describe("a name", () => {
	it("is found in the contracts", () => {
		expect(written.length).toBeGreaterThan(15);
	});

	it.each(written.filter(({ route, field }) => !chosen.has(`${route} ${field}`)))(
		"of invisible characters is none, and composed letters are stored: $route $field",
		({ field, schema }) => {
			const issuesAt = (value: string) =>
				schema.safeParse({ [field]: value }).error?.issues.filter(({ path }) => path[0] === field) ?? [];
			expect(issuesAt("\u200b\u3164")).not.toEqual([]);
			const one: z.ZodType = schema.shape[field];
			expect(one.parse("Cafe\u0301")).toBe("Café");
		},
	);
});
