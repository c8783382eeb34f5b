import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { metaDefinition } from "@/lib/destinations/catalog/meta/definition";
import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import type { Connection } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { sendWithRetry } from "@/lib/destinations/server/send-requests";
import { testConnection } from "@/lib/destinations/server/test-connection";
import { updateDestination } from "@/lib/destinations/server/update-destination";
import { createTestAccount } from "@/lib/destinations/testing/create-test-account";
import type { AppError } from "@/lib/kernel/app-error";
import { closeDatabase } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

// An installation that does not allow own networks, with something in its own that must never be reached.
let server: Server;
let port = 0;
let reached = 0;
let ctx: Context;
beforeAll(async () => {
	server = createServer((_incoming, outgoing) => {
		reached++;
		outgoing.end("{}");
	}).on("connection", () => {
		reached++;
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	port = (server.address() as AddressInfo).port;
	ctx = await createTestWorkspace();
});
beforeEach(() => {
	reached = 0;
});
afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
	await closeDatabase();
});

const secret = `whsec_${"a".repeat(32)}`;
const forms = [
	"127.0.0.1",
	"127.1",
	"0x7f000001",
	"2130706433",
	"0177.0.0.1",
	"localhost",
	"0.0.0.0",
	"[::1]",
	"[::ffff:127.0.0.1]",
	"[::ffff:7f00:1]",
	"169.254.169.254",
	"10.0.0.1",
	"192.168.0.1",
	"[fe80::1]",
	"[fd00::1]",
];

const refusal = async (promise: Promise<unknown>): Promise<AppError> => {
	try {
		await promise;
	} catch (error) {
		return error as AppError;
	}
	throw new Error("It was accepted.");
};

describe.each(forms)("the private address %s", (host) => {
	it("is refused over https when it is saved, tested, changed and sent to", async () => {
		const url = `https://${host}:${port}/hook`;
		const values = { url, signingSecret: secret };
		const privately = /leads to a private network/;
		expect(
			(await refusal(connectDestination(ctx, { network: "webhook", name: "Hook", values }))).message,
		).toMatch(privately);
		const meta = { adAccountId: "act_1", accessToken: "token-of-ours", baseUrl: `https://${host}:${port}` };
		expect(
			(await refusal(connectDestination(ctx, { network: "meta", name: "Meta", values: meta }))).message,
		).toMatch(privately);
		expect((await testConnection(ctx, { network: "webhook", values })).message).toMatch(privately);
		const { destinationId } = await createTestAccount(ctx, null);
		expect((await refusal(updateDestination(ctx, destinationId, { values }))).message).toMatch(privately);
		// As if it had been stored before it was refused, or by a version that did not refuse it.
		for (const network of [webhookDefinition, metaDefinition]) {
			const connection: Connection = {
				settings: { url, ...meta },
				credentials: { signingSecret: secret, ...meta },
			};
			const outcome = await sendWithRetry({
				make: () => firstRequest(network.test, { connection, input: { at: new Date() }, at: new Date() }),
				read: (answer) => ({ ok: true, value: answer }),
				connection,
				timeoutMs: 2_000,
			});
			expect(outcome).toMatchObject({ kind: "not_sent", isBlocked: true });
		}
		expect(await ctx.db.destination.count({ where: { settings: { path: ["url"], equals: url } } })).toBe(0);
		expect(reached).toBe(0);
	});

	it("is refused over http, and with a user name, by its field", async () => {
		for (const [url, problem] of [
			[`http://${host}:${port}/hook`, /must begin with https/],
			[`https://user:password@${host}:${port}/hook`, /must not hold a user name or password/],
			[`https://user@${host}:${port}/hook`, /must not hold a user name or password/],
		] as const) {
			const values = { url, signingSecret: secret };
			const error = await refusal(connectDestination(ctx, { network: "webhook", name: "Hook", values }));
			expect(error.issues?.map(({ path }) => path)).toEqual(["values.url"]);
			expect(error.issues?.[0]?.message).toMatch(problem);
			expect(JSON.stringify(error)).not.toContain("password@");
		}
		expect(reached).toBe(0);
	});
});

it("a user name is refused in front of a public name, too", async () => {
	const values = { url: "https://user:pw@hooks.example.com/a", signingSecret: secret };
	const error = await refusal(connectDestination(ctx, { network: "webhook", name: "Hook", values }));
	expect(error.issues?.[0]).toMatchObject({ path: "values.url" });
	expect(JSON.stringify(error)).not.toContain("pw@");
});
