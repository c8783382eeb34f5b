import { spawn } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import type { Token } from "@/lib/destinations/auth";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { converse } from "@/lib/destinations/server/converse";
import { keepFresh } from "@/lib/destinations/server/keep-fresh";
import { openConnection } from "@/lib/destinations/server/open-connection";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import {
	type ListsApi,
	listsConnection,
	listsNetwork,
	mintedListsNetwork,
	startListsApi,
} from "@/lib/destinations/testing/lists-network";
import { storeListsDestination } from "@/lib/destinations/testing/store-lists-destination";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { createTestSegment } from "@/lib/syncs/testing/make-people";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
let api: ListsApi;
let ctx: Context;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
	api = await startListsApi((token) => sandbox.oauth.accountOf(token));
	ctx = await createTestWorkspace();
});
beforeEach(() => {
	sandbox.reset();
	api.refuse(0);
});
afterAll(async () => {
	await api.close();
	await sandbox.close();
	await closeDatabase();
});

const minute = 60_000;

/** A grant of account 111 as the network gave it, whose access token has this long to live. */
function grant(leftMs: number, refreshToken: string | null = "refresh_1"): Token {
	const accessToken = `access_${Math.random()}`;
	sandbox.change({
		type: "oauth_grant",
		grant: {
			id: "grant_1",
			clientId: "sandbox-app",
			accountId: "111",
			refreshToken: refreshToken ?? "none",
			usedRefreshTokens: [],
			isRevoked: false,
		},
	});
	const expiresAt = Date.now() + leftMs;
	sandbox.change({
		type: "oauth_token",
		token: { value: accessToken, grantId: "grant_1", accountId: "111", expiresAt },
	});
	return { accessToken, refreshToken, expiresAt };
}
const connection = () => listsConnection(sandbox.url, api.url);
const store = (token: Token) => storeListsDestination(ctx, connection(), { token });
const read = (id: string) => ctx.db.destination.findUniqueOrThrow({ where: { id } });
const refreshes = () => sandbox.oauth.requests.refresh_token;

/** A sender with what one process holds of the destination. */
async function open(id: string, network: DestinationDefinition = listsNetwork) {
	const stored = await read(id);
	const held = openConnection(stored);
	const freshen = keepFresh(network, stored, held);
	const send = async () =>
		await converse(network.test, {
			connection: held,
			input: () => ({ at: new Date() }),
			freshen,
			timeoutMs: 5_000,
			patienceMs: 100,
		});
	return { send, held };
}

async function addSync(destinationId: string): Promise<string> {
	const segmentId = await createTestSegment(ctx, [1]);
	const id = `syn_${segmentId.slice(4)}`;
	await ctx.db.sync.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			segmentId,
			destinationId,
			name: "To lists",
			identifierKinds: ["email"],
			purpose: "advertising",
			remoteAudienceName: "x",
			status: "active",
			createdBy: ctx.actor.id,
		},
	});
	return id;
}

type ChildEnd = { signal: string | null; said: { done: number; problems: string[] } | null };
/** Processes that all begin at the same moment. */
async function useInOtherProcesses(
	id: string,
	count: number,
	requests: number,
	dieAt = "",
): Promise<ChildEnd[]> {
	const children = Array.from({ length: count }, () => {
		const child = spawn(
			process.execPath,
			["--import", "tsx", "lib/destinations/testing/run-token-child.ts", id, String(requests), dieAt],
			{ env: process.env, stdio: ["pipe", "pipe", "inherit"] },
		);
		const lines: string[] = [];
		child.stdout.on("data", (chunk) => lines.push(...String(chunk).split("\n").filter(Boolean)));
		const ended = new Promise<ChildEnd>((resolve) =>
			child.once("close", (_code, signal) =>
				resolve({ signal, said: lines[1] ? JSON.parse(lines[1]) : null }),
			),
		);
		return { child, lines, ended };
	});
	await vi.waitFor(() => expect(children.every(({ lines }) => lines[0] === "ready")).toBe(true), {
		timeout: 40_000,
		interval: 50,
	});
	for (const { child } of children) child.stdin.write("go\n");
	return await Promise.all(children.map(({ ended }) => ended));
}

describe("an expired token", () => {
	it("is renewed once by two processes with 40 requests each, and all 80 are done", async () => {
		sandbox.oauth.delayMs = 1_000;
		const id = await store(grant(-minute));
		const ends = await useInOtherProcesses(id, 2, 40);
		expect(ends.map(({ said }) => said)).toEqual([
			{ done: 40, problems: [] },
			{ done: 40, problems: [] },
		]);
		expect(sandbox.oauth.requests).toMatchObject({ refresh_token: 1, refused: 0 });
		expect(await read(id)).toMatchObject({ tokenVersion: 2, needsReconnect: false, status: "connected" });
	}, 60_000);

	it("is lost when the process dies between the answer and writing it down: reconnect, and nothing else", async () => {
		const id = await store(grant(-minute));
		const syncId = await addSync(id);
		expect(await useInOtherProcesses(id, 1, 1, "token.answered")).toMatchObject([{ signal: "SIGKILL" }]);
		expect(refreshes()).toBe(1);
		expect((await read(id)).tokenVersion).toBe(1);
		const { send } = await open(id);
		expect(await send()).toMatchObject({ kind: "problem", problem: { class: "auth" } });
		expect(await read(id)).toMatchObject({
			needsReconnect: true,
			status: "failing",
			checkError: "Lists no longer accepts the access it once gave to Muster. Reconnect this destination.",
		});
		expect(await ctx.db.sync.findUniqueOrThrow({ where: { id: syncId } })).toMatchObject({
			status: "failing",
			statusReason: expect.stringContaining("Reconnect this destination."),
		});
		// Nothing is asked of the network again until someone has given access.
		const { refused } = sandbox.oauth.requests;
		expect(await (await open(id)).send()).toMatchObject({ kind: "problem", problem: { class: "auth" } });
		expect(sandbox.oauth.requests.refused).toBe(refused);
	}, 60_000);

	it("of a network that was renewed by another process meanwhile is read, not renewed", async () => {
		const id = await store(grant(-minute));
		const [one, other] = [await open(id), await open(id)];
		expect((await one.send()).kind).toBe("answered");
		expect((await other.send()).kind).toBe("answered");
		expect(refreshes()).toBe(1);
		expect(other.held.credentials.accessToken).toBe(one.held.credentials.accessToken);
	});

	it("waits while the token endpoint has a fault, and is renewed after it", async () => {
		const id = await store(grant(-minute));
		sandbox.faults.add(fault.parse({ network: "oauth", kind: "throttle", retryAfterSeconds: 600 }));
		const { send } = await open(id);
		expect(await send()).toMatchObject({ kind: "problem", problem: { class: "throttled" } });
		sandbox.faults.add(fault.parse({ network: "oauth", kind: "cut" }));
		expect(await send()).toMatchObject({ kind: "problem", problem: { class: "throttled" } });
		expect(await read(id)).toMatchObject({ needsReconnect: false, status: "connected" });
		expect((await send()).kind).toBe("answered");
	});

	it("of an app with a wrong secret is a matter of the app, not of consent", async () => {
		const wrong = { ...connection(), credentials: { clientSecret: "wrong" } };
		const id = await storeListsDestination(ctx, wrong, { token: grant(-minute) });
		const outcome = await (await open(id)).send();
		expect(outcome).toMatchObject({ kind: "problem", problem: { class: "config" } });
		expect(JSON.stringify(outcome)).toContain("Check its client ID and client secret");
		expect(await read(id)).toMatchObject({ needsReconnect: false });
	});
});

describe("a token that is about to expire", () => {
	it.each([
		["is renewed within the last minute", 59_000, 1],
		["is used as it is before", 75_000, 0],
	])("%s", async (_name, leftMs, expected) => {
		const id = await store(grant(leftMs));
		expect((await (await open(id)).send()).kind).toBe("answered");
		expect(refreshes()).toBe(expected);
	});

	it("is used to its end while it cannot be renewed", async () => {
		const id = await store(grant(30_000));
		sandbox.faults.add(fault.parse({ network: "oauth", kind: "cut" }));
		expect((await (await open(id)).send()).kind).toBe("answered");
		const alone = await store(grant(30_000, null));
		expect((await (await open(alone)).send()).kind).toBe("answered");
		expect(await read(alone)).toMatchObject({ needsReconnect: false });
		const over = await store(grant(-1, null));
		expect(await (await open(over)).send()).toMatchObject({ kind: "problem", problem: { class: "auth" } });
		expect(await read(over)).toMatchObject({ needsReconnect: true });
	});
});

describe("a good token that the API refuses", () => {
	it("is renewed once, and the request is done", async () => {
		const id = await store(grant(30 * minute));
		api.refuse(1);
		expect(await (await open(id)).send()).toMatchObject({ kind: "answered", attempts: 1 });
		expect(refreshes()).toBe(1);
	});

	it("is not renewed a second time", async () => {
		const id = await store(grant(30 * minute));
		api.refuse(5);
		const before = api.refused();
		expect(await (await open(id)).send()).toMatchObject({ kind: "problem", problem: { class: "auth" } });
		expect(api.refused() - before).toBe(2);
		expect(refreshes()).toBe(1);
		expect(await read(id)).toMatchObject({ needsReconnect: false });
	});

	it("is renewed once for all requests that it was refused for", async () => {
		const id = await store(grant(30 * minute));
		api.refuse(20);
		const senders = await Promise.all(Array.from({ length: 20 }, () => open(id)));
		const outcomes = await Promise.all(senders.map(({ send }) => send()));
		expect(outcomes.map(({ kind }) => kind)).toEqual(senders.map(() => "answered"));
		expect(refreshes()).toBe(1);
	});
});

it("what another account's run gets is not for this one", async () => {
	const id = await store(grant(-minute));
	const { send, held } = await open(id);
	await ctx.db.destination.update({ where: { id }, data: { accountId: "222" } });
	expect(await send()).toMatchObject({
		kind: "problem",
		problem: { class: "throttled", detail: "another account" },
	});
	expect(held.credentials.accessToken).toBeUndefined();
	expect(refreshes()).toBe(0);
});

it("an app that signs in for itself gets one token for everyone, and a wrong secret is said", async () => {
	const id = await storeListsDestination(ctx, connection(), { network: "minted_lists", accountId: null });
	const senders = await Promise.all(Array.from({ length: 5 }, () => open(id, mintedListsNetwork)));
	const outcomes = await Promise.all(senders.map(({ send }) => send()));
	expect(outcomes.every(({ kind }) => kind === "answered")).toBe(true);
	expect(sandbox.oauth.requests.minted).toBe(1);
	sandbox.oauth.expireTokens();
	expect((await senders[0]?.send())?.kind).toBe("answered");
	expect(sandbox.oauth.requests.minted).toBe(2);
	const wrong = { ...connection(), credentials: { clientSecret: "wrong" } };
	const bad = await storeListsDestination(ctx, wrong, { network: "minted_lists", accountId: null });
	expect(await (await open(bad, mintedListsNetwork)).send()).toMatchObject({ problem: { class: "config" } });
});

it("no token is stored in the clear", async () => {
	const token = grant(minute * 30);
	const id = await store(token);
	const [row] = await ctx.db.$queryRaw<{ text: string }[]>`
		SELECT encode(token_encrypted, 'escape') || row_to_json(d)::text AS text FROM destination d WHERE id = ${id}`;
	for (const secret of [token.accessToken, "refresh_1"]) expect(row?.text).not.toContain(secret);
});
