import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});
// The product has no such network.
vi.mock("@/lib/destinations/registry", async (importActual) => {
	const { listsNetwork, mintedListsNetwork } = await import("@/lib/destinations/testing/lists-network");
	const actual = await importActual<typeof import("@/lib/destinations/registry")>();
	const own = new Map([listsNetwork, mintedListsNetwork].map((network) => [network.slug, network]));
	return {
		...actual,
		findNetwork: (slug: string) => own.get(slug) ?? actual.findNetwork(slug),
		networkOf: (slug: string) => own.get(slug) ?? actual.networkOf(slug),
	};
});

import { returnPath } from "@/lib/destinations/return-path";
import { archiveDestination } from "@/lib/destinations/server/archive-destination";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { finishAuthorization } from "@/lib/destinations/server/finish-authorization";
import { getDestination } from "@/lib/destinations/server/get-destination";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { restartAuthorization, startAuthorization } from "@/lib/destinations/server/start-authorization";
import { testConnection, testDestination } from "@/lib/destinations/server/test-connection";
import { updateDestination } from "@/lib/destinations/server/update-destination";
import { type ListsApi, listsConnection, startListsApi } from "@/lib/destinations/testing/lists-network";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { getSync } from "@/lib/syncs/server/get-sync";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
let api: ListsApi;
let ctx: Context;
let sessionId = "";
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
	api = await startListsApi((token) => sandbox.oauth.accountOf(token));
});
beforeEach(async () => {
	sandbox.reset();
	api.carriedOut.length = 0;
	ctx = await createTestWorkspace();
	sessionId = await newSession();
});
afterAll(async () => {
	await api.close();
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

async function newSession(): Promise<string> {
	const id = newId("ses");
	await ctx.db.session.create({
		data: { id, userId: ctx.actor.id, expiresAt: new Date(Date.now() + 3_600_000) },
	});
	return id;
}
const values = () => {
	const { settings, credentials } = listsConnection(sandbox.url, api.url);
	return { ...settings, ...credentials };
};
const start = (given: Record<string, string> = {}) =>
	startAuthorization(ctx, sessionId, {
		network: "lists",
		name: "Our lists",
		values: { ...values(), ...given },
	});

/** What someone does on the network's page; what the callback passes on to the app. */
async function visit(
	url: string,
	choice: Record<string, string>,
): Promise<{ state: string; code?: string; error?: string }> {
	const answer = await fetch(`${sandbox.url}/oauth/authorize`, {
		method: "POST",
		body: new URLSearchParams({ ...Object.fromEntries(new URL(url).searchParams), ...choice }),
		redirect: "manual",
	});
	const back = new URL(answer.headers.get("location") ?? "");
	expect(back.pathname).toBe("/api/oauth/callback");
	const path = returnPath(back.searchParams);
	expect(path).toContain(`/${ctx.workspace.slug}/destinations/authorized?`);
	return Object.fromEntries(new URL(path, "http://own").searchParams) as { state: string };
}
const finish = (
	given: { state: string; code?: string; error?: string; startsOver?: boolean },
	session = sessionId,
) => finishAuthorization(ctx, session, given);

async function connect(account = "111"): Promise<string> {
	const { destinationId, outcome } = await finish(await visit((await start()).url, { account }));
	expect(outcome).toBe("connected");
	return destinationId ?? "";
}
async function reconnect(id: string, account: string) {
	return await finish(await visit((await restartAuthorization(ctx, sessionId, id)).url, { account }));
}
const stored = (id: string) => ctx.db.destination.findUniqueOrThrow({ where: { id } });

describe("connecting an account whose owner gives access", () => {
	it("names the account, stores it, and never shows a token", async () => {
		const given = await visit((await start()).url, { account: "222" });
		const result = await finish(given);
		expect(result).toMatchObject({
			outcome: "connected",
			message: "Connected to Sandbox agency at Lists.",
			account: { id: "222" },
		});
		const view = await getDestination(ctx, result.destinationId ?? "");
		expect(view).toMatchObject({
			status: "connected",
			account: { id: "222", name: "Sandbox agency" },
			needsReconnect: false,
			storedSecrets: ["clientSecret"],
		});
		for (const secret of [...sandbox.oauth.state.tokens.keys(), "refresh_", "sandbox-app-secret"])
			expect(JSON.stringify([result, view])).not.toContain(secret);
		expect(await ctx.db.authorizationRequest.count({ where: { workspaceId: ctx.workspace.id } })).toBe(0);
		expect((await testDestination(ctx, view.id)).message).toBe("Connected to Sandbox agency.");
	});

	it("takes each answer once, in its own browser and workspace, and in time", async () => {
		const given = await visit((await start()).url, { account: "111" });
		const refusal = "was already used, has expired, or was begun in another browser";
		await expect(finish(given, await newSession())).rejects.toThrow(refusal);
		await expect(finish({ ...given, state: `${given.state.slice(0, -1)}_` })).rejects.toThrow(refusal);
		const elsewhere = await createTestWorkspace();
		await expect(finishAuthorization(elsewhere, sessionId, given)).rejects.toThrow(refusal);
		await expect(finish({ state: given.state, startsOver: true })).rejects.toThrow(refusal);
		const results = await Promise.allSettled([finish(given), finish(given), finish(given)]);
		expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
		expect(await ctx.db.destination.count({ where: { workspaceId: ctx.workspace.id } })).toBe(1);

		const late = await visit((await start()).url, { account: "111" });
		const at = (minutes: number) => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) });
		await expect(finishAuthorization(at(20), sessionId, late)).rejects.toThrow(refusal);
		const inTime = await visit((await start()).url, { account: "111" });
		expect((await finishAuthorization(at(19.9), sessionId, inTime)).outcome).toBe("connected");
	});

	it("stores nothing when access is denied, the code is not good, or the app is not", async () => {
		const denied = await finish(await visit((await start()).url, { deny: "1" }));
		expect(denied).toMatchObject({
			outcome: "denied",
			network: "lists",
			message: "No access was given at Lists. Nothing was changed.",
		});
		const given = await visit((await start()).url, { account: "111" });
		expect(await finish({ ...given, code: "forged" })).toMatchObject({ outcome: "failed" });
		const wrong = await visit((await start({ clientSecret: "wrong" })).url, { account: "111" });
		const failed = await finish(wrong);
		expect(failed).toMatchObject({ outcome: "failed" });
		expect(failed.message).toContain("Check its client ID and client secret.");
		expect(await ctx.db.destination.count({ where: { workspaceId: ctx.workspace.id } })).toBe(0);
	});

	it("needs a browser: no key, no form alone, and no test before", async () => {
		const input = { network: "lists", name: "Ours", values: values() };
		await expect(startAuthorization(ctx, null, input)).rejects.toMatchObject({ code: "forbidden" });
		await expect(connectDestination(ctx, input)).rejects.toThrow("Connect it in the browser");
		expect(await testConnection(ctx, { network: "lists", values: values() })).toMatchObject({
			ok: false,
			message: "Lists can be tested once someone has given access there.",
		});
		await expect(start({ clientId: "" })).rejects.toMatchObject({ issues: [{ path: "values.clientId" }] });
	});

	it("a network with a key is connected by its form, which says when the key is wrong", async () => {
		const input = { network: "minted_lists", name: "Ours", values: values() };
		const { id } = await connectDestination(ctx, input);
		expect((await testDestination(ctx, id)).ok).toBe(true);
		expect(await stored(id)).toMatchObject({ tokenVersion: 1 });
		const wrong = { ...values(), clientSecret: "wrong" };
		await expect(connectDestination(ctx, { ...input, values: wrong })).rejects.toThrow("client secret");
		await expect(startAuthorization(ctx, sessionId, input)).rejects.toThrow("values of its form alone");
		await updateDestination(ctx, id, { values: values() });
		expect(await stored(id)).toMatchObject({ tokenEncrypted: null });
	});
});

/** Three people delivered to account 111. */
async function delivered() {
	await createPeople(
		ctx,
		[1, 2, 3, 4].map((uid) => ({ uid, email: `p${uid}@example.com` })),
	);
	const segmentId = await createTestSegment(ctx, [1, 2, 3]);
	const id = await connect("111");
	const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId: id });
	expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 3 } });
	return { id, segmentId, sync, held: (account: string) => api.held(account, sync.id) };
}
const mails = (...uids: number[]) => uids.map((uid) => `p${uid}@example.com`);

/** The account takes its access back; one person left meanwhile, who is owed a removal. */
async function takenBack() {
	const there = await delivered();
	sandbox.oauth.revoke("111");
	sandbox.oauth.expireTokens();
	await setMembers(ctx, there.segmentId, [2, 3, 4]);
	expect(await there.sync.run()).toMatchObject({ status: "failed" });
	api.carriedOut.length = 0;
	return there;
}

describe("access that was taken back", () => {
	it("is shown on the destination and its syncs, which send nothing until it is given again", async () => {
		const { id, sync } = await takenBack();
		const message = "Lists no longer accepts the access it once gave to Muster. Reconnect this destination.";
		expect(await getDestination(ctx, id)).toMatchObject({
			status: "failing",
			needsReconnect: true,
			checkError: message,
		});
		expect(await getSync(ctx, sync.id)).toMatchObject({ status: "failing", statusReason: message });
		expect(await testDestination(ctx, id)).toMatchObject({ ok: false, message });
		const { refused } = sandbox.oauth.requests;
		expect(await sync.run()).toMatchObject({ status: "failed", error: { message } });
		expect(sandbox.oauth.requests.refused).toBe(refused);
		expect(api.carriedOut).toEqual([]);
	});

	it("and given again for the same account: goes on where it stopped, owed removals first", async () => {
		const { id, sync, held } = await takenBack();
		expect(await reconnect(id, "111")).toMatchObject({ outcome: "connected" });
		expect(await getDestination(ctx, id)).toMatchObject({ status: "connected", needsReconnect: false });
		expect((await getSync(ctx, sync.id)).status).toBe("active");
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 1, removed: 1 } });
		expect(api.carriedOut.map(({ operation, values }) => [operation, values])).toEqual([
			["remove", mails(1)],
			["add", mails(4)],
		]);
		expect(held("111")).toEqual(mails(2, 3, 4));
	});

	it("and given for another account: asks, sends nothing there, and goes back to the first", async () => {
		const { id, sync, held } = await takenBack();
		const asked = await reconnect(id, "222");
		expect(asked).toMatchObject({ outcome: "other_account", account: { id: "222" }, destinationId: id });
		expect(asked.message).toMatch(
			/Access was given to Sandbox agency \(222\), not to Sandbox shop \(111\)\..*The 3 people delivered so far stay/,
		);
		expect(await stored(id)).toMatchObject({ accountId: "111", needsReconnect: true });
		await sync.run();
		expect(api.carriedOut).toEqual([]);
		expect(await reconnect(id, "111")).toMatchObject({ outcome: "connected" });
		expect(await sync.run()).toMatchObject({ counts: { added: 1, removed: 1 } });
		expect(held("111")).toEqual(mails(2, 3, 4));
		expect(api.carriedOut.every(({ accountId }) => accountId === "111")).toBe(true);
	});

	it("and given for another account, confirmed: starts over there, without a removal", async () => {
		const { id, sync, held } = await takenBack();
		const given = await visit((await restartAuthorization(ctx, sessionId, id)).url, { account: "222" });
		expect((await finish(given)).outcome).toBe("other_account");
		await expect(finish({ state: given.state, startsOver: true }, await newSession())).rejects.toThrow();
		expect(await finish({ state: given.state, startsOver: true })).toMatchObject({ outcome: "connected" });
		await expect(finish({ state: given.state, startsOver: true })).rejects.toThrow();
		expect(await getDestination(ctx, id)).toMatchObject({ account: { id: "222" }, status: "connected" });
		expect((await getSync(ctx, sync.id)).delivered).toBeNull();
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 3, removed: 0 } });
		expect(held("222")).toEqual(mails(2, 3, 4));
		expect(held("111")).toEqual(mails(1, 2, 3));
		expect(api.carriedOut.map(({ accountId, operation }) => [accountId, operation])).toEqual([
			["222", "add"],
		]);
	});

	it("of a destination without syncs may be given for any account", async () => {
		const id = await connect("111");
		expect(await reconnect(id, "222")).toMatchObject({ outcome: "connected" });
		expect(await getDestination(ctx, id)).toMatchObject({ account: { id: "222" } });
	});
});

it("a disconnected destination keeps no token, and none can be brought to it", async () => {
	const id = await connect();
	const given = await visit((await restartAuthorization(ctx, sessionId, id)).url, { account: "111" });
	await archiveDestination(ctx, id);
	expect(await stored(id)).toMatchObject({ tokenEncrypted: null, tokenExpiresAt: null });
	await expect(finish(given)).rejects.toThrow("was already used, has expired");
});

it("a test renews a token that the API refuses, as a run does", async () => {
	const id = await connect();
	api.refuse(1);
	expect(await testDestination(ctx, id)).toMatchObject({ ok: true });
	expect(sandbox.oauth.requests.refresh_token).toBe(1);
	sandbox.oauth.revoke("111");
	expect(await testDestination(ctx, id)).toMatchObject({ ok: false });
	expect(await getDestination(ctx, id)).toMatchObject({ needsReconnect: true, status: "failing" });
});

describe("changing a connection that access was given to", () => {
	it("keeps it with a new client secret, which is used at once", async () => {
		const id = await connect();
		await expect(updateDestination(ctx, id, { values: { clientSecret: "wrong" } })).rejects.toThrow(
			"client secret",
		);
		const app = sandbox.oauth.state.apps.get("sandbox-app");
		if (app) sandbox.change({ type: "oauth_app", app: { ...app, clientSecret: "rotated" } });
		await updateDestination(ctx, id, { values: { clientSecret: "rotated" } });
		expect(sandbox.oauth.requests.refresh_token).toBe(1);
		expect(await getDestination(ctx, id)).toMatchObject({
			status: "connected",
			storedSecrets: ["clientSecret"],
		});
	});

	it("needs it again for another app or server, which never sees the token", async () => {
		const id = await connect();
		const other = await startListsApi(() => null);
		await updateDestination(ctx, id, { values: { apiUrl: other.url, clientSecret: "sandbox-app-secret" } });
		expect(await stored(id)).toMatchObject({ tokenEncrypted: null, needsReconnect: true, status: "failing" });
		expect(await testDestination(ctx, id)).toMatchObject({ ok: false });
		expect(other.refused()).toBe(0);
		await other.close();
	});

	it("while someone is on the network's page makes what they bring back unusable", async () => {
		const id = await connect();
		const given = await visit((await restartAuthorization(ctx, sessionId, id)).url, { account: "111" });
		await updateDestination(ctx, id, { values: { clientId: "another-app" } });
		await expect(finish(given)).rejects.toThrow("The connection was changed meanwhile. Reconnect once more.");
		expect(await stored(id)).toMatchObject({ needsReconnect: true, tokenEncrypted: null });
	});
});
