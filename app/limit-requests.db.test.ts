import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { GET as getDocument } from "@/app/api/v1/openapi.json/route";
import { GET } from "@/app/api/v1/workspace/route";
import { clientAddressHeader, sealClientAddress } from "@/lib/platform/http/client-address";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { issueApiKey } from "@/lib/workspaces/testing/issue-api-key";
import { signInAs } from "@/lib/workspaces/testing/sign-in-as";

// Before any import: the limits are read from the environment once.
vi.hoisted(() => {
	process.env.API_REQUESTS_PER_KEY = "10";
	process.env.API_REQUESTS_PER_ADDRESS = "25";
});

let ctx: Context;
let address = 0;
beforeAll(async () => {
	ctx = await createTestWorkspace();
});
beforeEach(() => {
	address += 1;
});

const here = () => ({ [clientAddressHeader]: sealClientAddress(`192.0.2.${address}`) });
const call = (headers: Record<string, string>, handler = GET) =>
	handler(new Request("http://localhost:3000/api/v1/workspace", { headers: { ...here(), ...headers } }), {
		params: Promise.resolve({}),
	});
const statusesOf = async (count: number, ask: () => Promise<Response>) =>
	(await Promise.all(Array.from({ length: count }, ask))).map((answer) => answer.status).sort();
const repeat = (status: number, count: number) => Array<number>(count).fill(status);

describe("the REST API", () => {
	test("serves a key's quota of requests, also concurrently, and other keys after that", async () => {
		const [one, two] = [await issueApiKey(ctx, "analyst"), await issueApiKey(ctx, "analyst")];
		expect(await statusesOf(12, () => call(one))).toEqual([...repeat(200, 10), ...repeat(429, 2)]);
		const refused = await call(one);
		expect(await refused.json()).toMatchObject({
			error: {
				code: "limit",
				message: expect.stringMatching(/with this API key: try again in \d+ seconds?\./),
			},
		});
		expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
		const answer = await call(two);
		expect(answer.status).toBe(200);
		expect(answer.headers.get("ratelimit-policy")).toBe('"address";q=25;w=10, "key";q=10;w=10');
		expect(answer.headers.get("ratelimit")).toMatch(/^"address";r=\d+;t=\d+, "key";r=9;t=\d+$/);
	});

	test("counts all sessions of one person together", async () => {
		const browsers = await Promise.all([signInAs(ctx), signInAs(ctx)]);
		const statuses = await statusesOf(12, () => call(browsers[Math.floor(Math.random() * 2)] ?? {}));
		expect(statuses).toEqual([...repeat(200, 10), ...repeat(429, 2)]);
	});

	test("counts strangers by address before it looks anything up, whatever they claim", async () => {
		const forged = () => ({
			authorization: `Bearer mk_${"a".repeat(40)}`,
			"x-forwarded-for": `6.6.6.${Math.floor(Math.random() * 200)}`,
		});
		const statuses = await statusesOf(27, () => call(forged()));
		expect(statuses).toEqual([...repeat(401, 25), ...repeat(429, 2)]);
		address += 100;
		expect((await call(forged())).status).toBe(401);
	});

	test("counts requests that need no session as well", async () => {
		const statuses = await statusesOf(27, () => call({}, getDocument));
		expect(statuses).toEqual([...repeat(200, 25), ...repeat(429, 2)]);
	});
});
