import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { connectWithToken } from "@/lib/destinations/testing/store-destination";
import { hashForLinkedIn } from "@/lib/identity/normalize-linkedin";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { audiencesAt, heldAt } from "@/lib/syncs/testing/held-at";
import { createPeople, createTestSegment, setMembers, setVault } from "@/lib/syncs/testing/make-people";
import { openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
let offset = 0;
let lastAccount = 600_000;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
beforeEach(() => {
	sandbox.faults.clear();
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

/** Waiting moves the network's clock and the run's alike. */
const advance = (ms: number) => {
	offset += ms;
	sandbox.setClock(offset);
};
const virtual = { now: () => Date.now() + offset, sleep: async (ms: number) => advance(ms) };
const minute = 60_000;

const email = (uid: number) => `person${uid}@example.com`;
const hash = (uid: number) => hashForLinkedIn(email(uid));
const sent = (...uids: number[]) => uids.map((uid) => `SHA256_EMAIL:${hash(uid)}`).sort();
const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

type Place = {
	ctx: Context;
	segmentId: string;
	accountId: string;
	sync: TestSync;
	held: () => Promise<string[]>;
	/** Changes the account at the network. */
	setAccount: (account: object) => void;
};

async function place(people = 4, settings: Record<string, string> = {}): Promise<Place> {
	const accountId = String(++lastAccount);
	const setAccount = (account: object) =>
		sandbox.networks
			.get("linkedin")
			?.addAccount({ id: accountId, accessToken: `token-of-${accountId}`, ...account });
	setAccount({});
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		range(people).map((uid) => ({ uid, email: email(uid) })),
	);
	const segmentId = await createTestSegment(ctx, range(people));
	const destination = await connectWithToken(ctx, "linkedin", {
		adAccountId: accountId,
		sourcePlatform: "MUSTER",
		accessToken: `token-of-${accountId}`,
		baseUrl: `${sandbox.url}/linkedin`,
		...settings,
	});
	const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId: destination.id });
	const held = async () => {
		const stored = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		return heldAt(sandbox, "linkedin", stored.remoteAudienceId);
	};
	return { ctx, segmentId, accountId, sync, held, setAccount };
}

/** The requests of a sync from the given one on, each with its operation and how many people it named. */
async function sentSince(ctx: Context, syncId: string, first: number) {
	const requests = await ctx.db.syncRequest.findMany({
		where: { run: { syncId } },
		orderBy: [{ run: { createdAt: "asc" } }, { seq: "asc" }],
	});
	const operations = requests.slice(first).map(({ operation, keyCount }) => [operation, keyCount]);
	return { requests, operations };
}

describe("connecting LinkedIn", () => {
	const connect = async (account: object, settings: Record<string, string> = {}) => {
		const accountId = String(++lastAccount);
		const token = `token-of-${accountId}`;
		sandbox.networks.get("linkedin")?.addAccount({ id: accountId, accessToken: token, ...account });
		return await connectWithToken(await createTestWorkspace(), "linkedin", {
			adAccountId: accountId,
			sourcePlatform: "MUSTER",
			accessToken: token,
			baseUrl: `${sandbox.url}/linkedin`,
			...settings,
		});
	};

	it.each([
		["the role VIEWER", { role: "VIEWER" }, {}, "role other than VIEWER"],
		["an app without approval", { isApproved: false }, {}, "Audiences program"],
		["a version that was retired", {}, { apiVersion: "202401" }, "API version"],
		["another's source platform", { sourcePlatform: "OTHER" }, {}, "source platform"],
		["a wrong token", {}, { accessToken: "another-token" }, "access token"],
		["another ad account", {}, { adAccountId: "1" }, "permission r_ads"],
	])("is refused with %s, with the cure", async (_name, account, settings, message) => {
		await expect(connect(account, settings)).rejects.toThrow(message);
	});

	it("works otherwise", async () => {
		expect(await connect({})).toMatchObject({ network: "linkedin", status: "connected" });
	});
});

describe("a sync to LinkedIn", () => {
	it("waits for a new segment and believes the answer person by person", async () => {
		const { ctx, sync, held, accountId, setAccount } = await place();
		setAccount({ readyAfterMs: 20_000, answers: { [hash(2)]: 400 } });
		const run = await sync.run(virtual);
		expect(run).toMatchObject({ status: "finished", counts: { added: 3, rejected: 1, delivered: 3 } });
		expect(await held()).toEqual(sent(1, 3, 4));
		expect(audiencesAt(sandbox, "linkedin", accountId)).toHaveLength(1);
		const rejected = await ctx.db.deliveryKey.findMany({ where: { syncId: sync.id, state: "rejected" } });
		expect(rejected.map(({ reason }) => reason)).toEqual([
			"LinkedIn rejected this person: answered with 400",
		]);
	});

	it("then sends only the differences, removals first", async () => {
		const { ctx, segmentId, sync, held } = await place();
		await sync.run(virtual);
		await setMembers(ctx, segmentId, [2, 3]);
		expect((await sync.run(virtual)).counts).toMatchObject({ removed: 2, added: 0 });
		await setMembers(ctx, segmentId, [1, 2]);
		expect((await sync.run(virtual)).counts).toMatchObject({ removed: 1, added: 1 });
		expect(await held()).toEqual(sent(1, 2));
		const requests = await ctx.db.syncRequest.count({ where: { run: { syncId: sync.id } } });
		expect((await sync.run(virtual)).counts).toMatchObject({ removed: 0, added: 0 });
		expect(await ctx.db.syncRequest.count({ where: { run: { syncId: sync.id } } })).toBe(requests);
	});

	it("sends one element for an address that one person loses and another one gets in the same run", async () => {
		const { ctx, segmentId, sync, held } = await place();
		await setMembers(ctx, segmentId, [1, 2, 3]);
		await sync.run(virtual);
		const { requests: before } = await sentSince(ctx, sync.id, 0);
		// Person 1 leaves, and person 4 comes with that address; person 3 leaves with an address of their own.
		await setVault(ctx, [{ uid: 4, email: email(1) }]);
		await setMembers(ctx, segmentId, [2, 4]);
		await sync.run(virtual);
		expect((await sentSince(ctx, sync.id, before.length)).operations).toEqual([["remove", 1]]);
		expect(await held()).toEqual(sent(1, 2));
		// The other way round, with an address that is not there: it is added once and never removed.
		await setVault(ctx, [{ uid: 4, email: email(3) }]);
		await setMembers(ctx, segmentId, [1, 3, 4]);
		const { requests } = await sentSince(ctx, sync.id, 0);
		await sync.run(virtual);
		expect((await sentSince(ctx, sync.id, requests.length)).operations).toEqual([
			["remove", 1],
			["add", 1],
		]);
		expect(await held()).toEqual(sent(1, 3));
	});

	it("tries again what LinkedIn had no time for, and asserts again what may have been done", async () => {
		const { sync, held, setAccount } = await place();
		setAccount({ answers: { [hash(1)]: 429, [hash(2)]: 503 } });
		expect((await sync.run(virtual, "schedule")).counts).toMatchObject({ added: 2, rejected: 1, unknown: 1 });
		setAccount({});
		expect((await sync.run(virtual, "schedule")).counts).toMatchObject({ added: 0 });
		advance(16 * minute);
		await sync.run(virtual, "schedule");
		expect(await held()).toEqual(sent(2, 3, 4));
		advance(60 * minute);
		await sync.run(virtual, "schedule");
		expect(await held()).toEqual(sent(1, 2, 3, 4));
	});

	it("puts at most 5,000 people into a call", async () => {
		const { ctx, sync, held } = await place(5_001);
		const run = await sync.run(virtual);
		expect(run).toMatchObject({ status: "finished", counts: { added: 5_001, delivered: 5_001 } });
		const requests = await ctx.db.syncRequest.findMany({ where: { runId: run.id }, orderBy: { seq: "asc" } });
		expect(requests.map(({ keyCount }) => keyCount)).toEqual([5_000, 1]);
		expect(await held()).toHaveLength(5_001);
	}, 90_000);

	it.each([
		["lost", "cut_after", "failed"],
		["an error although it was created", "error_500_after", "finished"],
	] as const)("creates one segment even if the answer is %s", async (_name, kind, status) => {
		const { ctx, sync, held, accountId } = await place();
		sandbox.faults.add(fault.parse({ network: "linkedin", kind, operation: "create" }));
		expect(await sync.run(virtual)).toMatchObject({ status });
		await sync.run(virtual);
		expect(audiencesAt(sandbox, "linkedin", accountId)).toHaveLength(1);
		expect(await held()).toEqual(sent(1, 2, 3, 4));
		// Found again by the id of ours that LinkedIn keeps, whatever it is called now.
		await ctx.db.sync.update({
			where: { id: sync.id },
			data: { remoteAudienceId: null, remoteAudienceName: "Renamed" },
		});
		await sync.run(virtual);
		expect(audiencesAt(sandbox, "linkedin", accountId)).toHaveLength(1);
	});

	it.each([
		{ kind: "cut" },
		{ kind: "cut_after" },
		{ kind: "error_500_after" },
		{ kind: "error_500", times: 9 },
		{ kind: "throttle", times: 9 },
		{ kind: "bad_request" },
	] as const)("comes to the same end after %j", async (given) => {
		const { ctx, segmentId, sync, held } = await place(6);
		await setMembers(ctx, segmentId, [1, 2, 3]);
		await sync.run(virtual);
		await setMembers(ctx, segmentId, [3, 4, 5]);
		for (const operation of ["remove", "add"]) {
			sandbox.faults.add(fault.parse({ network: "linkedin", operation, ...given }));
		}
		await sync.run(virtual);
		sandbox.faults.clear();
		for (let round = 0; round < 2; round++) {
			advance(20 * minute);
			await sync.run(virtual);
		}
		expect(await held()).toEqual(sent(3, 4, 5));
	});

	it("stops and says so when the access ends or the segment was deleted", async () => {
		const { ctx, sync } = await place();
		await sync.run(virtual);
		await ctx.db.sync.update({ where: { id: sync.id }, data: { remoteAudienceId: "99" } });
		await ctx.db.deliveryKey.updateMany({
			where: { syncId: sync.id },
			data: { state: "absent", dueAt: new Date(0) },
		});
		expect(await sync.run(virtual)).toMatchObject({
			status: "failed",
			error: { message: expect.stringContaining("deleted") },
		});
		sandbox.faults.add(fault.parse({ network: "linkedin", kind: "token_expired", operation: "add" }));
		await ctx.db.sync.update({ where: { id: sync.id }, data: { remoteAudienceId: null } });
		expect(await sync.run(virtual)).toMatchObject({
			status: "failed",
			error: { message: expect.stringContaining("Reconnect this destination") },
		});
	});
});
