import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { isAction } from "@/lib/workspaces/policy";
import { findFiles } from "@/lib/workspaces/testing/load-routes";

/** The complete list of what anyone may call or see without signing in. */
const publicRoutes = [
	"app/api/[...path]/route.ts",
	"app/api/auth/[...nextauth]/route.ts",
	"app/api/health/route.ts",
	"app/api/metrics/route.ts",
	"app/api/oauth/callback/route.ts",
	"app/api/ready/route.ts",
	"app/api/v1/openapi.json/route.ts",
	"app/api/v1/opt-outs/[destinationId]/route.ts",
	"app/api/v1/setup/route.ts",
];
const publicPages = [
	"app/(auth)/no-workspace/page.tsx",
	"app/(auth)/setup/page.tsx",
	"app/(auth)/sign-in/page.tsx",
	"app/page.tsx",
	"app/shared/[token]/page.tsx",
];

const routes = await findFiles("app", "route.ts");
const pages = await findFiles("app", "page.tsx");

describe("access", () => {
	test("the public list names only files that exist", () => {
		for (const file of [...publicRoutes, ...publicPages]) expect([...routes, ...pages]).toContain(file);
	});

	test.each(routes.filter((file) => !publicRoutes.includes(file)))(
		"%s answers through defineRoute only",
		async (file) => {
			const text = await readFile(file, "utf8");
			expect(text).toContain('from "@/lib/workspaces/server/define-route"');
			const handlers = text.match(
				/^export (?:const|async function|function) (?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b.*/gm,
			);
			expect(handlers?.length).toBeGreaterThan(0);
			for (const handler of handlers ?? []) expect(handler).toMatch(/^export const [A-Z]+ = defineRoute\(/);
		},
	);

	test.each(pages.filter((file) => !publicPages.includes(file)))("%s opens with openPage", async (file) => {
		const text = await readFile(file, "utf8");
		expect(file.startsWith("app/(dashboard)/[workspace]/")).toBe(true);
		const action = /await openPage\(\s*[\w.]+,\s*"([^"]+)"/.exec(text)?.[1] ?? "";
		expect(isAction(action), `names the action "${action}"`).toBe(true);
		const body = text.slice(text.indexOf("export default"));
		const firstAwait = body.indexOf("await ");
		expect(body.slice(firstAwait)).toMatch(/^await (openPage\(|params)/);
	});
});
