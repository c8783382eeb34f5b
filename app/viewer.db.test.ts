import { beforeAll, describe, expect, test } from "vitest";
import { contracts } from "@/app/api/v1/contracts";
import type { ApiContract } from "@/lib/kernel/api-contract";
import { newId } from "@/lib/kernel/ids";
import { buildOpenApi } from "@/lib/platform/http/build-openapi";
import { type Action, may } from "@/lib/workspaces/policy";
import type { Context } from "@/lib/workspaces/server/context";
import { callRoute } from "@/lib/workspaces/testing/call-route";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { fillWorkspace } from "@/lib/workspaces/testing/fill-workspace";
import { issueApiKey } from "@/lib/workspaces/testing/issue-api-key";
import { loadRoutes } from "@/lib/workspaces/testing/load-routes";

// What a role that may not see people can learn from any query: nothing about one person, and no small
// number.
const document = buildOpenApi(contracts);
const listed: [string, ApiContract][] = Object.entries(contracts).flatMap(([noun, endpoints]) =>
	Object.entries(endpoints).map(([verb, contract]): [string, ApiContract] => [`${noun}.${verb}`, contract]),
);
const forViewer = (contract: ApiContract) =>
	contract.allow !== "public" && may("viewer", contract.allow as Action);
const routes = (await loadRoutes("app/api/v1")).filter((route) => forViewer(route.contract));
const base = 40;

let ctx: Context;
let ids: Record<string, string>;
let viewer: Record<string, string>;
let analyst: Record<string, string>;

/** A segment of a given size, as a refresh leaves it. */
async function serve(size: number): Promise<string> {
	const id = newId("seg");
	await ctx.db.segment.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			name: `Of ${size}`,
			ownerId: ctx.actor.id,
			ownerName: "Test",
			currentVersion: 1,
			servedVersion: 1,
			size,
			knownSize: Math.max(0, size - 2),
			asOf: ctx.now,
		},
	});
	const rule = { combinator: "and", rules: [] };
	await ctx.db.segmentVersion.create({
		data: { segmentId: id, version: 1, rule, createdBy: ctx.actor.id, createdName: "Test" },
	});
	await ctx.db.segmentRefresh.create({
		data: {
			id: newId("rfr"),
			segmentId: id,
			version: 1,
			asOf: ctx.now,
			startedAt: ctx.now,
			status: "finished",
			size,
			knownSize: Math.max(0, size - 2),
			entered: 1,
			exited: 0,
			finishedAt: ctx.now,
		},
	});
	return id;
}

beforeAll(async () => {
	ctx = await createTestWorkspace();
	ids = await fillWorkspace(ctx);
	await ctx.db.profile.createMany({
		data: Array.from({ length: base - 1 }, (_, index) => ({
			workspaceNumber: ctx.workspace.number,
			uid: index + 2,
			rootUid: index + 2,
			isKnown: index < 5,
			effectiveAt: ctx.now,
		})),
	});
	await ctx.db.storedList.update({ where: { id: ids.lst ?? "" }, data: { size: 4, unmatched: 1 } });
	await ctx.db.syncRun.update({
		where: { id: ids.run ?? "" },
		data: {
			counts: { members: 3, wanted: 3, delivered: 3, added: 3 },
			startedAt: ctx.now,
			finishedAt: ctx.now,
		},
	});
	await ctx.db.syncRequest.create({
		data: {
			runId: ids.run ?? "",
			seq: 1,
			operation: "add",
			keyCount: 3,
			status: "answered",
			sentAt: ctx.now,
		},
	});
	[viewer, analyst] = [await issueApiKey(ctx, "viewer"), await issueApiKey(ctx, "analyst")];
});

/** Numbers that do not count people. A new one is either one of these or formatted by people-count.ts. */
const otherNumbers =
	/(^|\.)(version|servedVersion|currentVersion|refreshEveryMinutes|holdoutBp|windowDays|costCents|effectWorthHaving|confidence|epoch|everyMinutes|changePercent|changePeople|minimumAudience|seq|launchTookMs|syncCount|recentCount|count|events|failures|attempts|limit|tookMs|usedIn\.campaigns|usedIn\.syncs|mapping\.maxFields)$/;

function smallNumbers(value: unknown, path = ""): string[] {
	if (typeof value === "number") return value < 10 && !otherNumbers.test(path) ? [`${path} = ${value}`] : [];
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, item]) =>
		smallNumbers(item, Array.isArray(value) ? path : `${path}.${key}`),
	);
}

async function read(path: string, headers: Record<string, string>, params: Record<string, string> = {}) {
	const route = (await loadRoutes("app/api/v1")).find((one) => one.method === "GET" && one.path === path);
	if (!route) throw new Error(`${path} is gone`);
	const response = await callRoute(route, document, headers, { ...ids, ...params });
	return { status: response.status, body: await response.json() };
}

describe("a viewer", () => {
	test("cannot run queries of their own: everything they may call is stored by someone else, or their own account", () => {
		const asking = listed.filter(([, contract]) => contract.method !== "GET" && forViewer(contract));
		expect(asking.map(([name]) => name).sort()).toEqual([
			"notifications.sendTest",
			"notifications.update",
			"workspace.changePassword",
		]);
	});

	test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
		"%s tells no small number",
		async (_name, route) => {
			const response = await callRoute(route, document, viewer, ids);
			expect(response.status).toBeLessThan(500);
			const body: unknown = await response.json();
			expect(smallNumbers(body)).toEqual([]);
			// No one's number: whom it is about.
			expect(JSON.stringify(body)).not.toMatch(/"uid":/);
		},
	);

	test.each(["jane@example.com", "nobody@example.com"])(
		"is refused the size of “email is %s”",
		async (value) => {
			const rule = {
				combinator: "and",
				rules: [{ kind: "contact", field: "email", operator: "equals", value }],
			};
			for (const path of ["/segments/preview", "/segments/reach", "/segments/lint", "/segments/sample"]) {
				const route = (await loadRoutes("app/api/v1")).find(
					(one) => one.path === path && one.method === "POST",
				);
				if (!route) throw new Error(`${path} is gone`);
				const response = await callRoute(route, document, viewer, ids, { body: { rule } });
				expect(response.status, path).toBe(403);
				expect(await response.text()).not.toContain("example.com");
			}
		},
	);
});

describe("the size of a segment", () => {
	test.each([
		[0, "fewer than 10"],
		[9, "fewer than 10"],
		[10, 10],
		[base - 10, base - 10],
		[base - 9, "all but fewer than 10"],
		[base, "all but fewer than 10"],
	])("of %i is %s to a viewer, and exact to an analyst", async (size, shown) => {
		const seg = await serve(size);
		expect((await read("/segments/{segmentId}", viewer, { segmentId: seg, seg })).body.size).toBe(shown);
		expect((await read("/segments/{segmentId}", analyst, { segmentId: seg, seg })).body.size).toBe(size);
		const history = (await read("/segments/{segmentId}/history", viewer, { segmentId: seg, seg })).body;
		expect(smallNumbers(history)).toEqual([]);
		expect(history.refreshes[0]).toMatchObject({ entered: "fewer than 10", size: shown });
		expect(history.sizes.at(-1).size).toBe(shown);
	});

	test("is not shown next to small counts by reason in a sync", async () => {
		const sync = await read("/syncs/{syncId}", viewer);
		expect(sync.body).toMatchObject({ totals: null, delivered: "fewer than 10", lastRun: { counts: null } });
		expect((await read("/syncs/{syncId}", analyst)).body.lastRun.counts.members).toBe(3);
	});
});
