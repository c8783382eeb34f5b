import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { setConsent } from "@/lib/consent/testing/set-consent";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { updateSync } from "@/lib/syncs/server/change-sync";
import { confirmRun } from "@/lib/syncs/server/confirm-run";
import { dryRunSync } from "@/lib/syncs/server/dry-run";
import { getSync } from "@/lib/syncs/server/get-sync";
import { runDueSyncs } from "@/lib/syncs/server/run-due-syncs";
import { runSync } from "@/lib/syncs/server/run-sync";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
let ctx: Context;
let destinationId = "";
let segmentId = "";
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
	ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		range(1, 40).map((uid) => ({ uid, userId: userId(uid), email: `p${uid}@example.com` })),
	);
	destinationId = await connectTestMeta(ctx, sandbox);
});
beforeEach(async () => {
	segmentId = await createTestSegment(ctx, range(1, 20));
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

function range(from: number, to: number): number[] {
	return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
const userId = (uid: number) => `customer-${uid}`;
const keys = (uids: readonly number[]) => uids.map((uid) => `EXTERN_ID:${userId(uid)}`).sort();

async function open(guards: object = { changePercent: 30, changePeople: 2 }): Promise<TestSync> {
	return await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["user_id"], guards });
}

/** A request of its own, later than everything before. */
const confirm = (syncId: string, runId: string) => confirmRun({ ...ctx, now: new Date() }, syncId, runId);

/** Does what the queue would: runs the run that waits. */
async function runWaiting(sync: TestSync) {
	const run = await ctx.db.syncRun.findFirstOrThrow({ where: { syncId: sync.id, status: "queued" } });
	await runSync(ctx, { runId: run.id }, { sleep: async () => {} });
	return await ctx.db.syncRun.findUniqueOrThrow({ where: { id: run.id } });
}

describe("the change guard", () => {
	it("lets exactly the limit through and asks about one person more", async () => {
		const sync = await open();
		await sync.run();
		await setMembers(ctx, segmentId, range(7, 20));
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { removed: 6 } });
		await setMembers(ctx, segmentId, range(12, 20));
		const asking = await sync.run();
		expect(asking).toMatchObject({ status: "needs_confirmation", counts: { removed: 0, added: 0 } });
		expect(await sync.held()).toEqual(keys(range(7, 20)));
		expect(await getSync(ctx, sync.id)).toMatchObject({
			status: "needs_confirmation",
			question: {
				runId: asking.id,
				kind: "change",
				delivered: 14,
				entering: 0,
				leaving: 5,
				isBeyond: ["leaving"],
			},
			backlog: { people: 5, since: expect.any(String) },
			delivered: 14,
		});
	});

	it("lets exactly the confirmed change through, and asks again about another as large", async () => {
		const sync = await open();
		await sync.run();
		await setMembers(ctx, segmentId, range(11, 20));
		const asking = await sync.run();
		await confirm(sync.id, asking.id);
		// Meanwhile the ten come back and the other ten leave: no one agreed to that.
		await setMembers(ctx, segmentId, range(1, 10));
		expect((await runWaiting(sync)).status).toBe("needs_confirmation");
		expect(await sync.held()).toEqual(keys(range(1, 20)));
		// The confirmed ten leave after all, and two more, which is within the limit.
		await setMembers(ctx, segmentId, range(13, 20));
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { removed: 12 } });
		expect(await sync.held()).toEqual(keys(range(13, 20)));
	});

	it("goes on by itself when the change is undone", async () => {
		const sync = await open();
		await sync.run();
		await setMembers(ctx, segmentId, [1]);
		expect((await sync.run()).status).toBe("needs_confirmation");
		await setMembers(ctx, segmentId, range(1, 21));
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 1, removed: 0 } });
		expect(await getSync(ctx, sync.id)).toMatchObject({ status: "active", question: null });
	});

	it("asks about many who enter, and confirms only the last run", async () => {
		const sync = await open();
		await sync.run();
		await setMembers(ctx, segmentId, range(1, 26));
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 6 } });
		await setMembers(ctx, segmentId, range(1, 40));
		const [first, second] = [await sync.run(), await sync.run()];
		expect(second.status).toBe("needs_confirmation");
		await expect(confirm(sync.id, first.id)).rejects.toThrow("Another run came after this one");
		await confirm(sync.id, second.id);
		await expect(confirm(sync.id, second.id)).rejects.toThrow("Another run came after this one");
		expect(await runWaiting(sync)).toMatchObject({ status: "finished", trigger: "confirmed" });
		expect(await sync.held()).toEqual(keys(range(1, 40)));
	});

	it("removes who withdrew consent at once, whatever it asks about", async () => {
		const sync = await open();
		await sync.run();
		await setMembers(ctx, segmentId, range(11, 20));
		await setConsent(ctx, [15], "denied");
		expect(await sync.run()).toMatchObject({ status: "needs_confirmation", counts: { removed: 1 } });
		expect(await sync.held()).toEqual(keys(range(1, 20).filter((uid) => uid !== 15)));
		await setConsent(ctx, [15], "granted");
	});

	it("never asks below its floor of people, or when it is off", async () => {
		const few = await open({ changePercent: 30, changePeople: 21 });
		await few.run();
		await setMembers(ctx, segmentId, []);
		expect(await few.run()).toMatchObject({ status: "finished", counts: { removed: 20 } });
		await setMembers(ctx, segmentId, range(1, 20));
		const off = await open({ changePercent: null, changePeople: 2 });
		await off.run();
		await updateSync(ctx, off.id, { guards: { minimumAudience: 0 } });
		await setMembers(ctx, segmentId, []);
		expect(await off.run()).toMatchObject({ status: "finished", counts: { removed: 20 } });
	});
});

describe("the minimum audience", () => {
	it("adds no one below it, still removes who leaves, and adds at exactly the minimum", async () => {
		const sync = await open({ changePercent: null, minimumAudience: 20 });
		await sync.run();
		await setMembers(ctx, segmentId, range(3, 21));
		expect(await sync.run()).toMatchObject({
			status: "finished",
			counts: { added: 0, removed: 2, belowMinimum: 19 },
		});
		expect(await sync.held()).toEqual(keys(range(3, 20)));
		await setMembers(ctx, segmentId, range(3, 22));
		expect(await sync.run()).toMatchObject({ counts: { added: 2, belowMinimum: 0 } });
		expect(await sync.held()).toEqual(keys(range(3, 22)));
	});
});

describe("the first run", () => {
	it("reports what it would send, creates nothing at the network, and sends what was confirmed", async () => {
		const sync = await openTestSync(
			ctx,
			sandbox,
			{ segmentId, destinationId, schedule: { kind: "interval", everyMinutes: 60 } },
			{ isConfirmed: false },
		);
		const asking = await sync.run();
		expect(asking.status).toBe("needs_confirmation");
		const shown = await getSync(ctx, sync.id);
		expect(shown).toMatchObject({
			confirmedAt: null,
			remoteAudienceId: null,
			nextRunAt: null,
			question: { kind: "first_run", entering: 20, leaving: 0 },
		});
		await confirm(sync.id, asking.id);
		expect((await runWaiting(sync)).status).toBe("finished");
		expect(await getSync(ctx, sync.id)).toMatchObject({ delivered: 20, nextRunAt: expect.any(String) });
	});

	it("asks again when far more people would be sent than were confirmed", async () => {
		const sync = await openTestSync(
			ctx,
			sandbox,
			{ segmentId, destinationId, identifierKinds: ["user_id"], guards: { changePeople: 7 } },
			{ isConfirmed: false },
		);
		await confirm(sync.id, (await sync.run()).id);
		await setMembers(ctx, segmentId, range(1, 27));
		expect((await runWaiting(sync)).status).toBe("needs_confirmation");
		expect(await sync.held()).toEqual([]);
		await setMembers(ctx, segmentId, range(1, 26));
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 26 } });
	});

	it("is not started by a schedule", async () => {
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId }, { isConfirmed: false });
		const long = new Date("2001-01-01T00:00:00Z");
		await ctx.db.sync.update({ where: { id: sync.id }, data: { nextRunAt: long } });
		await runDueSyncs(long);
		expect(await ctx.db.syncRun.count({ where: { syncId: sync.id } })).toBe(0);
		await ctx.db.sync.update({ where: { id: sync.id }, data: { nextRunAt: null } });
	});
});

describe("a dry run", () => {
	it("shows the counts, some people and the real requests without identifiers or secrets, and sends nothing", async () => {
		const sync = await open();
		await sync.run();
		await setMembers(ctx, segmentId, range(2, 22));
		await sync.run({ checkpoint: (name) => name === "intent.before" && stop() }).catch(() => {});
		const before = await sync.held();
		await setMembers(ctx, segmentId, range(2, 24));
		const shown = await dryRunSync({ ...ctx, now: new Date() }, sync.id);
		expect(shown.preview).toMatchObject({ toAdd: 4, toRemove: 1 });
		expect(shown.sample.map(({ uid }) => uid)).toEqual([23, 24]);
		expect(shown.requests.map(({ operation, method }) => [operation, method])).toEqual([
			["remove", "DELETE"],
			["add", "POST"],
		]);
		const text = JSON.stringify(shown.requests);
		expect(text).toContain("EXTERN_ID");
		expect(text).toContain("cus•••");
		for (const hidden of ["customer-", "token-of-", "secret-of-"]) expect(text).not.toContain(hidden);
		expect(await sync.held()).toEqual(before);
	});

	it("of an audience that is being emptied asks nothing, as its runs do", async () => {
		const sync = await open();
		await sync.run();
		await archiveSync({ ...ctx, now: new Date() }, sync.id, { audience: "empty" });
		const shown = await dryRunSync({ ...ctx, now: new Date() }, sync.id);
		expect(shown).toMatchObject({ preview: { toAdd: 0, toRemove: 20 }, question: null });
		expect(shown.requests.map(({ operation }) => operation)).toEqual(["remove"]);
	});

	it("shows the removal of people who left since the last run", async () => {
		const sync = await open({ changePercent: null });
		await sync.run();
		await setMembers(ctx, segmentId, range(1, 3));
		const shown = await dryRunSync({ ...ctx, now: new Date() }, sync.id);
		expect(shown).toMatchObject({ preview: { toAdd: 0, toRemove: 17 } });
		expect(shown.requests.map(({ operation }) => operation)).toEqual(["remove"]);
		expect(JSON.stringify(shown.requests)).not.toContain("customer-");
	});

	type Case = [string, number[], number[], { leaving: number; entering: number } | null];
	it.each<Case>([
		["many who withdraw, and no one who leaves", range(1, 12), [], null],
		["some who withdraw, and many who leave", range(1, 6), range(7, 13), { leaving: 7, entering: 0 }],
		["many who leave, of whom some also withdrew", range(1, 2), range(1, 7), null],
		[
			"many who leave and many who come",
			[1],
			[...range(2, 8), ...range(-34, -21)],
			{ leaving: 7, entering: 14 },
		],
	])("asks what the run asks: %s", async (_title, withdrawn, moved, asked) => {
		const sync = await open();
		await sync.run();
		const left = moved.filter((uid) => uid > 0);
		// Below zero: who comes.
		const came = moved.filter((uid) => uid < 0).map((uid) => -uid);
		await setMembers(ctx, segmentId, [...range(1, 20).filter((uid) => !left.includes(uid)), ...came]);
		await setConsent(ctx, withdrawn, "denied");
		try {
			const { question } = await dryRunSync({ ...ctx, now: new Date() }, sync.id);
			const run = await sync.run();
			const { question: real } = await getSync(ctx, sync.id);
			expect(run.status).toBe(asked ? "needs_confirmation" : "finished");
			if (asked) expect(question).toMatchObject({ ...asked, delivered: 20, kind: "change" });
			else expect(question).toBeNull();
			// Once it is planned, another dry run says the same.
			const { question: again } = await dryRunSync({ ...ctx, now: new Date() }, sync.id);
			const plain = (one: typeof real) =>
				one && { ...one, runId: "", askedAt: "", isBeyond: [...one.isBeyond].sort() };
			expect(plain(question)).toEqual(plain(real));
			expect(plain(again)).toEqual(plain(real));
			const there = range(1, 20).filter((uid) => !withdrawn.includes(uid) && (asked || !left.includes(uid)));
			expect(await sync.held()).toEqual(keys(there));
		} finally {
			await setConsent(ctx, withdrawn, "granted");
		}
	});

	it("does not ask about people whom a minimum keeps from being added", async () => {
		const sync = await open({ changePercent: 10, changePeople: 1, minimumAudience: 1_000 });
		await setMembers(ctx, segmentId, range(1, 5));
		await sync.run();
		await setMembers(ctx, segmentId, range(1, 20));
		expect((await sync.run()).status).toBe("finished");
		expect((await dryRunSync({ ...ctx, now: new Date() }, sync.id)).question).toBeNull();
	});
});

function stop(): never {
	throw new Error("stopped");
}

describe("a run that sends everything again", () => {
	it("puts back what someone took out by hand, and counts it as renewed", async () => {
		const sync = await open();
		await sync.run();
		const { remoteAudienceId } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		const audience = sandbox.meta.audiences.get(remoteAudienceId ?? "");
		audience?.keys.clear();
		expect(await sync.run()).toMatchObject({ counts: { added: 0, renewed: 0 } });
		expect(await sync.held()).toEqual([]);
		await ctx.db.syncRun.create({
			data: {
				id: "run_01jdv3h8x0e9v8b7c6d5e4f3g2",
				syncId: sync.id,
				trigger: "manual",
				status: "queued",
				counts: { isResend: true },
			},
		});
		expect((await runWaiting(sync)).counts).toMatchObject({ renewed: 20, added: 0 });
		expect(await sync.held()).toEqual(keys(range(1, 20)));
		expect(await sync.run()).toMatchObject({ counts: { renewed: 0 } });
	});
});
