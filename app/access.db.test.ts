import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { buildOpenApi } from "@/lib/platform/http/build-openapi";
import { type Action, may, type Role, roles } from "@/lib/workspaces/policy";
import type { Context } from "@/lib/workspaces/server/context";
import { callRoute } from "@/lib/workspaces/testing/call-route";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { fillWorkspace } from "@/lib/workspaces/testing/fill-workspace";
import { issueApiKey } from "@/lib/workspaces/testing/issue-api-key";
import { type LoadedRoute, loadRoutes } from "@/lib/workspaces/testing/load-routes";
import { signInAs } from "@/lib/workspaces/testing/sign-in-as";

/**
 * Names one thing in its path. Person numbers are the same in every workspace, so they name no one elsewhere.
 */
const isAddressed = (route: LoadedRoute) => /\{(?!uid\})/.test(route.path);

type Headers = Record<string, string>;

const routes = (await loadRoutes("app/api/v1")).filter((route) => route.contract.allow !== "public");
const writes = routes.filter((route) => route.method !== "GET");
const named = (list: LoadedRoute[]) =>
	list.map((route): [string, LoadedRoute] => [`${route.method} ${route.path}`, route]);
const document = buildOpenApi({
	routes: Object.fromEntries(routes.map((route) => [`${route.method} ${route.path}`, route.contract])),
});

let own: Context;
let other: Context;
/** Ids of everything in the other workspace, by prefix. */
let foreign: Record<string, string>;

beforeAll(async () => {
	[own, other] = await Promise.all([createTestWorkspace(), createTestWorkspace()]);
	foreign = await fillWorkspace(other);
});

const call = (route: LoadedRoute, headers: Headers, ids: Record<string, string>) =>
	callRoute(route, document, headers, ids);

async function refusal(response: Response): Promise<{ status: number; code: string }> {
	const body = (await response.json()) as { error?: { code?: string } };
	return { status: response.status, code: body.error?.code ?? "none" };
}

describe("without a session and without a key", () => {
	test.each(named(routes))("%s refuses", async (_name, route) => {
		expect(await refusal(await call(route, {}, foreign))).toEqual({ status: 401, code: "unauthenticated" });
		const forged = { authorization: `Bearer mk_${"a".repeat(40)}` };
		expect(await refusal(await call(route, forged, foreign))).toEqual({
			status: 401,
			code: "unauthenticated",
		});
		const expired = {
			cookie: "next-auth.session-token=not-a-session",
			"muster-workspace": own.workspace.slug,
		};
		expect(await refusal(await call(route, expired, foreign))).toEqual({
			status: 401,
			code: "unauthenticated",
		});
	});
});

describe("with a role below what it needs", () => {
	test.each(named(routes))("%s refuses", async (_name, route) => {
		const below = roles.filter((role: Role) => !may(role, route.contract.allow as Action));
		for (const role of below) {
			const answer = await refusal(await call(route, await issueApiKey(own, role), foreign));
			expect(answer, role).toEqual({ status: 403, code: "forbidden" });
		}
	});
});

describe("with a session, from another site", () => {
	test.each(named(writes))("%s refuses", async (_name, route) => {
		const elsewhere = await signInAs(own, "https://example.com");
		expect(await refusal(await call(route, elsewhere, foreign))).toEqual({ status: 403, code: "forbidden" });
		const { origin: _, ...withoutOrigin } = await signInAs(own);
		expect(await refusal(await call(route, withoutOrigin, foreign))).toEqual({
			status: 403,
			code: "forbidden",
		});
	});
});

describe("for a workspace one does not belong to", () => {
	test.each(named(routes))("%s refuses", async (_name, route) => {
		const session = { ...(await signInAs(own)), "muster-workspace": other.workspace.slug };
		expect(await refusal(await call(route, session, foreign))).toEqual({ status: 404, code: "not_found" });
		const key = { ...(await issueApiKey(own, "admin")), "muster-workspace": other.workspace.slug };
		expect(await refusal(await call(route, key, foreign))).toEqual({ status: 403, code: "forbidden" });
	});
});

describe("with the id of something in another workspace", () => {
	const addressed = routes.filter(isAddressed);
	test.each(named(addressed))("%s does not find it", async (_name, route) => {
		const before = await snapshot(other);
		const answer = await refusal(await call(route, await issueApiKey(own, "admin"), foreign));
		expect(answer).toEqual({ status: 404, code: "not_found" });
		expect(await snapshot(other)).toEqual(before);
	});
});

/** Everything in a workspace that a leak could have changed. */
async function snapshot(ctx: Context): Promise<unknown> {
	const where = { workspaceId: ctx.workspace.id };
	const [segments, destinations, syncs, campaigns, imports, sources, keys, members, audit] =
		await Promise.all([
			ctx.db.segment.findMany({ where, include: { versions: true } }),
			ctx.db.destination.findMany({ where }),
			ctx.db.sync.findMany({ where, include: { runs: true } }),
			ctx.db.campaign.findMany({ where }),
			ctx.db.import.findMany({ where }),
			ctx.db.source.findMany({ where, include: { writeKeys: true } }),
			ctx.db.apiKey.findMany({ where }),
			ctx.db.workspaceMember.findMany({ where }),
			ctx.db.auditEntry.count({ where }),
		]);
	return { segments, destinations, syncs, campaigns, imports, sources, keys, members, audit };
}

test("an id that never existed is not found either, and reveals nothing else", async () => {
	const ids = Object.fromEntries(
		(["seg", "dst", "syn", "cmp", "imp", "src", "wky", "key", "usr", "run"] as const).map((prefix) => [
			prefix,
			newId(prefix),
		]),
	);
	const key = await issueApiKey(own, "admin");
	for (const route of routes.filter(isAddressed)) {
		const made = await (await call(route, key, ids)).json();
		const theirs = await (await call(route, key, foreign)).json();
		const text = (body: { error: { message: string } }) =>
			body.error.message.replaceAll(/[a-z]{3}_[0-9a-z]{26}/g, "ID");
		expect(text(made), route.path).toBe(text(theirs));
	}
});
