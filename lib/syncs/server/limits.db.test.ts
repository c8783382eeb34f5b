import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { failuresToClose, firstClosedMs } from "@/lib/destinations/server/end-slot";
import { getDestination } from "@/lib/destinations/server/get-destination";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { testDestination } from "@/lib/destinations/server/test-connection";
import { updateDestination } from "@/lib/destinations/server/update-destination";
import { hashForMeta } from "@/lib/identity/normalize-meta";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const email = (uid: number) => `u${uid}@example.com`;
const sent = (...uids: number[]) => uids.map((uid) => `EMAIL:${hashForMeta(email(uid))}`).sort();
const minute = 60_000;

let ctx: Context;
let segmentId: string;
let destinationId: string;
let sync: TestSync;
let offset: number;
const now = () => Date.now() + offset;
const run = () => sync.run({ now });
const view = () => getDestination({ ...ctx, now: new Date(now()) }, destinationId);
const creations = () =>
	sandbox.arrivals.filter(({ method, path }) => method === "POST" && path.endsWith("/customaudiences"));

beforeEach(async () => {
	sandbox.reset();
	offset = 0;
	ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2, 3, 4, 5].map((uid) => ({ uid, email: email(uid) })),
	);
	segmentId = await createTestSegment(ctx, [1, 2, 3]);
	destinationId = await connectTestMeta(ctx, sandbox);
	sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
});

describe("a new audience that is not there yet", () => {
	it("is waited for, and so is a page in place of an answer: one audience, everyone in it once", async () => {
		sandbox.faults.add(fault.parse({ kind: "not_ready", operation: "add" }));
		sandbox.faults.add(fault.parse({ kind: "page", operation: "add" }));
		const done = await run();
		expect(done).toMatchObject({ status: "finished", counts: { added: 3, delivered: 3, unknown: 0 } });
		expect(await sync.held()).toEqual(sent(1, 2, 3));
		expect(creations()).toHaveLength(1);
		expect(sandbox.arrivals.filter(({ path }) => path.endsWith("/users"))).toHaveLength(3);
	});

	it("shows the page's text where it stays a page", async () => {
		sandbox.faults.add(fault.parse({ kind: "page", operation: "add", times: 4 }));
		const { id } = await run();
		const request = await ctx.db.syncRequest.findFirstOrThrow({ where: { runId: id } });
		expect(JSON.stringify(request.answer)).toContain("Maintenance We will be right back");
	});
});

describe("a network that fails again and again", () => {
	/** Makes it fail until the account is left alone, while someone is still to be added. */
	async function untilLeftAlone(): Promise<void> {
		await run();
		sandbox.faults.add(fault.parse({ kind: "error_500", times: 100 }));
		await setMembers(ctx, segmentId, [2, 3, 4]);
		await run();
		const rate = await ctx.db.destinationRate.findUniqueOrThrow({ where: { destinationId } });
		expect(rate.failures).toBe(failuresToClose);
		await setMembers(ctx, segmentId, [2, 3, 4, 5]);
	}

	it("is left alone by every sync of the account, which say why and continue at the same instant", async () => {
		await untilLeftAlone();
		const before = sandbox.arrivals.length;
		const stopped = await run();
		expect(stopped.status).toBe("failed");
		expect(JSON.stringify(stopped.error)).toContain(
			"The last requests failed, so it is left alone for a while.",
		);
		const other = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		expect((await other.run({ now })).status).toBe("failed");
		expect(sandbox.arrivals).toHaveLength(before);

		const { pause } = await view();
		expect(pause?.reason).toMatch(/^The last 5 requests failed\. Meta had a temporary problem\./);
		const until = Date.parse(pause?.until ?? "");
		expect(until - now()).toBeGreaterThan(firstClosedMs - 10_000);
		for (const { id } of [sync, other]) {
			const { nextRunAt } = await ctx.db.sync.findUniqueOrThrow({ where: { id } });
			expect(Math.abs((nextRunAt?.getTime() ?? 0) - until)).toBeLessThanOrEqual(1);
		}

		sandbox.faults.clear();
		offset += 30 * minute;
		expect((await view()).pause).toBeNull();
		expect((await run()).status).toBe("finished");
		expect(await sync.held()).toEqual(sent(2, 3, 4, 5));
	});

	it("is asked at once when a person tests the connection, and sent to again when it answers", async () => {
		await untilLeftAlone();
		expect((await testDestination(ctx, destinationId)).ok).toBe(false);
		expect((await view()).pause).not.toBeNull();
		sandbox.faults.clear();
		expect((await testDestination(ctx, destinationId)).ok).toBe(true);
		expect((await view()).pause).toBeNull();
		expect((await run()).status).toBe("finished");
	});

	it("is forgotten when the connection is changed", async () => {
		await untilLeftAlone();
		sandbox.faults.clear();
		await updateDestination(ctx, destinationId, { values: { defaultCountry: "CA" } });
		expect(await ctx.db.destinationRate.count({ where: { destinationId } })).toBe(0);
		expect((await run()).status).toBe("finished");
	});
});

describe("a network that asks to wait", () => {
	it("is not sent to by any sync of the account before then, and the destination says so", async () => {
		await run();
		sandbox.faults.add(fault.parse({ kind: "throttle", operation: "add", retryAfterSeconds: 3_600 }));
		await setMembers(ctx, segmentId, [1, 2, 3, 4]);
		const stopped = await run();
		expect(stopped.status).toBe("failed");
		const other = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
		const before = sandbox.arrivals.length;
		expect((await other.run({ now })).status).toBe("failed");
		expect(sandbox.arrivals).toHaveLength(before);
		const { pause } = await view();
		expect(pause?.reason).toBe("Meta's limit for audience updates is reached. Muster waits and goes on.");
		const wait = Date.parse(pause?.until ?? "") - now();
		expect(wait).toBeGreaterThan(3_590_000);
		expect(wait).toBeLessThanOrEqual(3_601_000);
		for (const { id } of [sync, other]) {
			const { nextRunAt } = await ctx.db.sync.findUniqueOrThrow({ where: { id } });
			expect(Math.abs((nextRunAt?.getTime() ?? 0) - Date.parse(pause?.until ?? ""))).toBeLessThan(1_000);
		}
		offset += 3_602_000;
		expect((await run()).status).toBe("finished");
		expect(await sync.held()).toEqual(sent(1, 2, 3, 4));
	});
});
