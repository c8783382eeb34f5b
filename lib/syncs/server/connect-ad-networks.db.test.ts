import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { networkOf } from "@/lib/destinations/registry";
import { returnPath } from "@/lib/destinations/return-path";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { finishAuthorization } from "@/lib/destinations/server/finish-authorization";
import { getDestination } from "@/lib/destinations/server/get-destination";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { startAuthorization } from "@/lib/destinations/server/start-authorization";
import { testDestination } from "@/lib/destinations/server/test-connection";
import { updateDestination } from "@/lib/destinations/server/update-destination";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { createPeople, createTestSegment } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
let ctx: Context;
let sessionId: string;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
beforeEach(async () => {
	sandbox.reset();
	ctx = await createTestWorkspace();
	sessionId = newId("ses");
	await ctx.db.session.create({
		data: { id: sessionId, userId: ctx.actor.id, expiresAt: new Date(Date.now() + 3_600_000) },
	});
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const valuesOf = (slug: string) => {
	const { settings, credentials } = networkOf(slug).sandboxConnection(sandbox.url);
	return { ...settings, ...credentials };
};

/** The form of the sandbox filled in, and the account chosen on the network's page as a browser does. */
async function connect(slug: string, account = "111") {
	const { url } = await startAuthorization(ctx, sessionId, {
		network: slug,
		name: "Ads",
		values: valuesOf(slug),
	});
	const page = await (await fetch(url)).text();
	expect(page).toContain("Allow for Sandbox shop (111)");
	const hidden = [...page.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
		([, name, value]) => [name ?? "", (value ?? "").replaceAll("&amp;", "&")],
	);
	const body = new URLSearchParams(hidden);
	body.set("account", account);
	const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
	const back = new URL(answer.headers.get("location") ?? "");
	const path = returnPath(back.searchParams);
	const { state = "", code = "" } = Object.fromEntries(new URL(path, "http://own").searchParams);
	return { result: await finishAuthorization(ctx, sessionId, { state, code }), url, back };
}

describe.each(["google", "linkedin", "tiktok"])("%s", (slug) => {
	it("is connected by giving access, and delivered to", async () => {
		const { result } = await connect(slug);
		expect(result).toMatchObject({ outcome: "connected" });
		const id = result.destinationId ?? "";
		expect(await testDestination(ctx, id)).toMatchObject({ ok: true });
		expect(await getDestination(ctx, id)).toMatchObject({ storedSecrets: ["clientSecret"] });
		await createPeople(ctx, [{ uid: 1, email: "a@example.com" }]);
		const segmentId = await createTestSegment(ctx, [1]);
		const sync = await openTestSync(ctx, sandbox, {
			segmentId,
			destinationId: id,
			identifierKinds: ["email"],
		});
		let offset = 0;
		const sleep = async (ms: number) => {
			offset += ms;
			sandbox.setClock(offset);
		};
		const run = await sync.run({ now: () => Date.now() + offset, sleep });
		expect(run).toMatchObject({ status: "finished", counts: { added: 1 } });
	});

	it("is not connected with the access of another account, which is told", async () => {
		const { result } = await connect(slug, "222");
		expect(result.outcome).toBe("failed");
		expect(result.message).toContain("Nothing was changed.");
		expect(await ctx.db.destination.count({ where: { workspaceId: ctx.workspace.id } })).toBe(0);
	});

	it("asks for access again once it was taken back", async () => {
		const { result } = await connect(slug);
		sandbox.oauth.revoke("111");
		const id = result.destinationId ?? "";
		expect(await testDestination(ctx, id)).toMatchObject({ ok: false });
		expect(await getDestination(ctx, id)).toMatchObject({ status: "failing", needsReconnect: true });
	});
});

it("Google's service account needs nobody's access", async () => {
	const input = { network: "google-service", name: "Ads", values: valuesOf("google-service") };
	const { id } = await connectDestination(ctx, input);
	expect(await testDestination(ctx, id)).toMatchObject({ ok: true });
	expect(sandbox.oauth.requests).toMatchObject({ authorization_code: 0 });
});

describe("TikTok's own way", () => {
	it("names the code differently, and its tokens do not expire", async () => {
		const { result, url, back } = await connect("tiktok");
		expect(new URL(url).searchParams.get("app_id")).toBe("sandbox-app");
		expect(back.searchParams.has("auth_code")).toBe(true);
		sandbox.setClock(365 * 86_400_000);
		expect(await testDestination(ctx, result.destinationId ?? "")).toMatchObject({ ok: true });
		expect(sandbox.oauth.requests).toMatchObject({ authorization_code: 1, refresh_token: 0 });
	});

	it("keeps the access with a new app secret, which cannot be tried", async () => {
		const { result } = await connect("tiktok");
		const id = result.destinationId ?? "";
		await updateDestination(ctx, id, { values: { clientSecret: "another-secret" } });
		expect(await getDestination(ctx, id)).toMatchObject({ status: "connected", needsReconnect: false });
	});
});

it("PKCE goes to the networks that know it", async () => {
	const asked = async (slug: string) => {
		const { url } = await startAuthorization(ctx, sessionId, {
			network: slug,
			name: "Ads",
			values: valuesOf(slug),
		});
		return new URL(url).searchParams.has("code_challenge");
	};
	expect(await asked("google")).toBe(true);
	expect(await asked("linkedin")).toBe(false);
	expect(await asked("tiktok")).toBe(false);
});
