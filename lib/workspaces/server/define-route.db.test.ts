import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { newId } from "@/lib/kernel/ids";
import { newToken } from "@/lib/platform/secrets/tokens";
import type { Role } from "@/lib/workspaces/policy";
import type { Context } from "@/lib/workspaces/server/context";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { signInAs } from "@/lib/workspaces/testing/sign-in-as";

const rename = defineRoute(
	defineApi({
		method: "POST",
		path: "/things/{thingId}",
		summary: "Rename a thing",
		allow: "segments.write",
		params: z.object({ thingId: z.string() }),
		body: z.object({ name: z.string().min(1, "give it a name") }),
		output: z.object({ id: z.string(), name: z.string(), workspace: z.string() }),
	}),
	async ({ ctx, params, body }) => ({
		id: params.thingId,
		name: body.name,
		workspace: ctx.workspace.slug,
		secret: "never sent",
	}),
);

const route = { params: Promise.resolve({ thingId: "t1" }) };
let ctx: Context;

function request(headers: Record<string, string>, body: unknown = { name: "New" }): Request {
	return new Request("http://localhost:3000/api/v1/things/t1", {
		method: "POST",
		headers: { "content-type": "application/json", ...headers },
		body: typeof body === "string" ? body : JSON.stringify(body),
	});
}

async function apiKey(role: Role, revoked = false): Promise<Record<string, string>> {
	const { token, prefix, hash } = newToken("mk");
	await ctx.db.apiKey.create({
		data: {
			id: newId("key"),
			workspaceId: ctx.workspace.id,
			name: role,
			role,
			prefix,
			keyHash: hash,
			createdBy: ctx.actor.id,
			revokedAt: revoked ? new Date() : null,
		},
	});
	return { authorization: `Bearer ${token}` };
}

async function session(): Promise<Record<string, string>> {
	const { "muster-workspace": _, ...headers } = await signInAs(ctx);
	return headers;
}

async function errorOf(
	response: Response,
): Promise<{ code: string; message: string; issues?: { path: string }[] }> {
	return (
		(await response.json()) as { error: { code: string; message: string; issues?: { path: string }[] } }
	).error;
}

beforeAll(async () => {
	ctx = await createTestWorkspace();
});

describe("a route of the API", () => {
	test("answers a marketer's key with exactly what its contract names", async () => {
		const response = await rename(request(await apiKey("marketer")), route);
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ id: "t1", name: "New", workspace: ctx.workspace.slug });
		expect(response.headers.get("x-request-id")).toMatch(/^req_/);
	});

	test("refuses a role that may not, naming the roles that may", async () => {
		const response = await rename(request(await apiKey("viewer")), route);
		expect(response.status).toBe(403);
		expect((await errorOf(response)).message).toContain("admin, marketer");
	});

	test("refuses unknown, revoked and malformed keys", async () => {
		const revoked = await apiKey("admin", true);
		for (const headers of [
			revoked,
			{ authorization: "Bearer mk_wrong" },
			{ authorization: "Basic abc" },
			{},
		]) {
			expect((await rename(request(headers), route)).status).toBe(401);
		}
	});

	test("refuses a key that is used for another workspace than its own", async () => {
		const other = await createTestWorkspace();
		const response = await rename(
			request({ ...(await apiKey("admin")), "muster-workspace": other.workspace.slug }),
			route,
		);
		expect(response.status).toBe(403);
	});

	test("names every field that is wrong and what would be right", async () => {
		const response = await rename(request(await apiKey("admin"), { name: "" }), route);
		expect(response.status).toBe(400);
		const error = await errorOf(response);
		expect(error.issues?.[0]?.path).toBe("name");
		expect(error.message).toContain("give it a name");
	});

	test("refuses a body that is not JSON, or too large", async () => {
		const key = await apiKey("admin");
		expect((await rename(request(key, "{"), route)).status).toBe(400);
		expect((await rename(request({ ...key, "content-type": "text/plain" }), route)).status).toBe(400);
		expect((await rename(request(key, { name: "x".repeat(3 * 2 ** 20) }), route)).status).toBe(413);
	});

	test("accepts a member's session from our own pages only", async () => {
		const headers = await session();
		const workspace = { "muster-workspace": ctx.workspace.slug };
		expect((await rename(request({ ...headers, ...workspace }), route)).status).toBe(200);
		expect(
			(await rename(request({ ...headers, ...workspace, origin: "https://evil.example" }), route)).status,
		).toBe(403);
		const { origin: _, ...withoutOrigin } = headers;
		expect((await rename(request({ ...withoutOrigin, ...workspace }), route)).status).toBe(403);
		expect((await rename(request(headers), route)).status).toBe(400);
	});

	test("does not show a workspace to people who are not its members", async () => {
		const other = await createTestWorkspace();
		const headers = { ...(await session()), "muster-workspace": other.workspace.slug };
		expect((await rename(request(headers), route)).status).toBe(404);
	});

	test("refuses a session cookie that was altered", async () => {
		const headers = await session();
		const cookie = `${headers.cookie?.slice(0, -4)}AAAA`;
		const response = await rename(
			request({ ...headers, cookie, "muster-workspace": ctx.workspace.slug }),
			route,
		);
		expect(response.status).toBe(401);
	});
});
