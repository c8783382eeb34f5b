import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { openConnection } from "@/lib/destinations/server/open-connection";
import { testConnection } from "@/lib/destinations/server/test-connection";
import { updateDestination } from "@/lib/destinations/server/update-destination";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

// A receiver that the secret was saved for, and another server that must never see it, nor anything signed with it.
const requests: { to: "own" | "other"; headers: IncomingMessage["headers"] }[] = [];
const servers: Server[] = [];
let own = "";
let other = "";
let ctx: Context;
let destinationId = "";

async function listen(to: "own" | "other"): Promise<string> {
	const server = createServer((request, response) => {
		requests.push({ to, headers: request.headers });
		if (request.url === "/moved") response.writeHead(307, { location: `${other}/caught` }).end();
		else response.end("{}");
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const secret = `whsec_${"a".repeat(32)}`;

beforeAll(async () => {
	[own, other] = [await listen("own"), await listen("other")];
	ctx = await createTestWorkspace();
	const made = await connectDestination(ctx, {
		network: "webhook",
		name: "Hook",
		values: { url: `${own}/hook`, signingSecret: secret },
	});
	destinationId = made.id;
});
beforeEach(() => {
	requests.length = 0;
});
afterAll(() => Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve)))));

test("a changed address requires the secret before anything is sent or stored", async () => {
	const values = { url: `${other}/hook` };
	await expect(updateDestination(ctx, destinationId, { values })).rejects.toMatchObject({
		code: "invalid",
		issues: [{ path: "values.signingSecret" }],
	});
	const tried = await testConnection(ctx, { network: "webhook", values, destinationId });
	expect(tried).toMatchObject({ ok: false, issues: [{ path: "values.signingSecret" }] });
	expect(requests).toEqual([]);
	const stored = await ctx.db.destination.findUniqueOrThrow({ where: { id: destinationId } });
	expect(openConnection(stored)).toEqual({
		settings: { url: `${own}/hook`, messages: "batch", event: "all" },
		credentials: { signingSecret: secret },
	});
});

test("another path of the same server keeps it; a redirect away from there gets nothing", async () => {
	await updateDestination(ctx, destinationId, { values: { url: `${own}/other-hook` } });
	expect(requests.map(({ to }) => to)).toEqual(["own"]);
	const moved = await testConnection(ctx, {
		network: "webhook",
		values: { url: `${own}/moved` },
		destinationId,
	});
	expect(moved.ok).toBe(false);
	expect(requests.map(({ to }) => to)).toEqual(["own", "own"]);
});

test("with a new secret the new address is accepted, and the old secret is not sent there", async () => {
	const fresh = `whsec_${"b".repeat(32)}`;
	await updateDestination(ctx, destinationId, { values: { url: `${other}/hook`, signingSecret: fresh } });
	const stored = await ctx.db.destination.findUniqueOrThrow({ where: { id: destinationId } });
	expect(openConnection(stored).credentials).toEqual({ signingSecret: fresh });
	expect(requests.map(({ to }) => to)).toEqual(["other"]);
});
