import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Rate } from "@/lib/destinations/contract";
import {
	endSlot,
	failuresToClose,
	failuresWithinMs,
	firstClosedMs,
	longestClosedMs,
	type SlotEnd,
} from "@/lib/destinations/server/end-slot";
import { type Account, type Slot, type SlotAnswer, takeSlot } from "@/lib/destinations/server/take-slot";
import { createTestAccount } from "@/lib/destinations/testing/create-test-account";
import { closeDatabase } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace();
});
afterAll(closeDatabase);

const start = Date.parse("2026-11-30T12:00:00Z");
// A gap of 100 ms.
const rate: Rate = { requests: 11, perMs: 1_000, concurrency: 2 };
const answered: SlotEnd = { kind: "answered", reason: null, hold: null };
const failed: SlotEnd = { kind: "failed", reason: "It had a problem.", hold: null };
const abandoned: SlotEnd = { kind: "abandoned", reason: null, hold: null };

let account: Account;
let now: number;
async function open(given: Rate | null): Promise<void> {
	account = await createTestAccount(ctx, given);
	now = start;
}

type Ask = { patienceMs?: number; longestMs?: number; reserved?: Date | null; isForced?: boolean };
const ask = ({ patienceMs = 60_000, longestMs = 30_000, reserved = null, isForced = false }: Ask = {}) =>
	takeSlot(account, { patienceMs, longestMs, reserved, isForced, at: new Date(now) });
const end = (slot: Slot, how: SlotEnd) => endSlot(account, slot, how, new Date(now));

async function go(options: Ask = {}): Promise<Slot> {
	const answer = await ask(options);
	expect(answer.kind).toBe("go");
	return (answer as Extract<SlotAnswer, { kind: "go" }>).slot;
}
async function wait(options: Ask = {}): Promise<Extract<SlotAnswer, { kind: "wait" }>> {
	const answer = await ask(options);
	expect(answer.kind).toBe("wait");
	return answer as Extract<SlotAnswer, { kind: "wait" }>;
}
async function closed(options: Ask = {}): Promise<Extract<SlotAnswer, { kind: "closed" }>> {
	const answer = await ask(options);
	expect(answer.kind).toBe("closed");
	return answer as Extract<SlotAnswer, { kind: "closed" }>;
}

describe("the slots of an account", () => {
	beforeEach(() => open(rate));

	it("are one gap apart, in the order they were asked for", async () => {
		await end(await go(), answered);
		const places: (Date | null)[] = [];
		for (let place = 1; place <= 3; place++) {
			const answer = await wait();
			expect(answer.waitMs).toBe(place * 100);
			places.push(answer.reserved);
		}
		expect(places.map((at) => at?.getTime())).toEqual([start + 100, start + 200, start + 300]);
		now = start + 99;
		expect((await wait()).waitMs).toBe(301);
		now = start + 100;
		await end(await go({ reserved: places[0] ?? null }), answered);
		// The last one came early, and its time has not come.
		expect(await ask({ reserved: null, patienceMs: 10 })).toMatchObject({ kind: "closed" });
	});

	it("wait when the one before left late", async () => {
		await end(await go(), answered);
		const first = await wait();
		const second = await wait();
		now = start + 170;
		await end(await go({ reserved: first.reserved }), answered);
		now = start + 200;
		const answer = await wait({ reserved: second.reserved });
		expect(answer.waitMs).toBe(70);
		now = start + 270;
		await go({ reserved: answer.reserved });
	});

	it("are not reserved by those who would not wait so long", async () => {
		await end(await go(), answered);
		await wait();
		for (let times = 0; times < 5; times++) {
			const answer = await closed({ patienceMs: 199 });
			expect(answer.until.getTime()).toBe(start + 200);
			expect(answer.reason).toContain("Other syncs");
		}
		expect((await wait({ patienceMs: 200 })).waitMs).toBe(200);
	});

	it("are so many at once, and those of a dead process end by themselves", async () => {
		const first = await go();
		now += 100;
		const second = await go();
		now += 100;
		expect(await wait()).toMatchObject({ reserved: null });
		await end(first, answered);
		const third = await go();
		now += 100;
		await wait();
		await end(third, abandoned);
		await go();
		// The second is never ended: it began 200 ms in, and may take 30 s.
		now = start + 100 + 29_999;
		expect((await ask()).kind).toBe("wait");
		now = start + 100 + 30_000;
		await go();
		await end(second, answered);
	});

	it("are one account's own", async () => {
		await go();
		const other = await createTestAccount(ctx, rate);
		expect(
			await takeSlot(other, { patienceMs: 0, longestMs: 1, reserved: null, at: new Date(now) }),
		).toMatchObject({ kind: "go" });
	});

	it("start again when nothing was sent for a while: no allowance is saved up", async () => {
		await end(await go(), answered);
		now += 3_600_000;
		await end(await go(), answered);
		expect((await wait()).waitMs).toBe(100);
	});
});

describe("an account whose network asks to wait", () => {
	const holdFor = (ms: number): SlotEnd => ({
		kind: "answered",
		reason: null,
		hold: { ms, reason: "It asks to slow down." },
	});

	it("sends nothing before then, whoever had a place already, and one at a time afterwards", async () => {
		await open(rate);
		const slot = await go();
		const first = await wait();
		const second = await wait();
		await end(slot, holdFor(5_000));
		now = start + 100;
		const again = await wait({ reserved: first.reserved });
		expect(again.reserved?.getTime()).toBe(start + 5_000);
		now = start + 200;
		expect((await wait({ reserved: second.reserved })).reserved?.getTime()).toBe(start + 5_100);
		now = start + 4_999;
		expect((await wait({ reserved: null })).waitMs).toBe(201);
		now = start + 5_000;
		await go({ reserved: again.reserved });
	});

	it("says so to those who cannot wait so long", async () => {
		await open(null);
		await end(await go(), holdFor(3_600_000));
		const answer = await closed();
		expect(answer).toEqual({
			kind: "closed",
			until: new Date(start + 3_600_000),
			reason: "It asks to slow down.",
		});
		// A shorter wish, asked for by an answer that was still on its way, does not end a longer one.
		await end({ id: "other", isProbe: false }, holdFor(1_000));
		expect((await closed()).until.getTime()).toBe(start + 3_600_000);
		now = start + 3_600_000;
		await go();
	});

	it("has no limit but that, when it has none of its own", async () => {
		await open(null);
		for (let times = 0; times < 20; times++) await go();
	});
});

describe("an account whose requests fail", () => {
	beforeEach(() => open(null));

	async function fail(times: number): Promise<void> {
		for (let time = 0; time < times; time++) await end(await go(), failed);
	}

	it("is left alone after so many in a row, and not after one fewer", async () => {
		await fail(failuresToClose - 1);
		await end(await go(), failed);
		const answer = await closed();
		expect(answer.until.getTime()).toBe(start + firstClosedMs);
		expect(answer.reason).toContain("It had a problem.");
		now = start + firstClosedMs - 1;
		await closed();
		now = start + firstClosedMs;
		await go();
	});

	it("is not left alone when a clear answer was among them, even a refusal", async () => {
		await fail(failuresToClose - 1);
		await end(await go(), answered);
		await fail(failuresToClose - 1);
		await go();
	});

	it("is not left alone for failures long ago, nor for requests that were abandoned", async () => {
		await fail(failuresToClose - 1);
		now += failuresWithinMs;
		await fail(1);
		await end(await go(), abandoned);
		await fail(failuresToClose - 2);
		await go();
		await fail(1);
		await closed();
	});

	it("counts failures that are just young enough", async () => {
		await fail(failuresToClose - 1);
		now += failuresWithinMs - 1;
		await fail(1);
		await closed();
	});

	it("is then tried by one request alone, whose success opens it for all", async () => {
		await fail(failuresToClose);
		now += firstClosedMs;
		const probe = await go();
		expect(probe.isProbe).toBe(true);
		expect((await closed()).until.getTime()).toBe(now + 30_000);
		await end(probe, answered);
		expect((await go()).isProbe).toBe(false);
		await go();
	});

	it("stays closed twice as long after each failed probe, up to the longest time", async () => {
		await fail(failuresToClose);
		for (let closedMs = firstClosedMs; ; closedMs *= 2) {
			now = (await closed()).until.getTime();
			await end(await go(), failed);
			const next = (await closed()).until.getTime() - now;
			expect(next).toBe(Math.min(longestClosedMs, closedMs * 2));
			if (closedMs > longestClosedMs) break;
		}
	});

	it("is tried by another when the one that tried it died or was stopped", async () => {
		await fail(failuresToClose);
		now += firstClosedMs;
		await go({ longestMs: 40_000 });
		now += 39_999;
		await closed();
		now += 1;
		const probe = await go();
		await end(probe, abandoned);
		expect((await go()).isProbe).toBe(true);
	});

	it("learns nothing new from requests that left before it was closed", async () => {
		const before = await go();
		const succeeds = await go();
		await fail(failuresToClose);
		await end(before, failed);
		expect((await closed()).until.getTime()).toBe(start + firstClosedMs);
		await end(succeeds, answered);
		await go();
	});

	it("lets a request through that a person asked for", async () => {
		await fail(failuresToClose);
		await closed();
		const probe = await go({ isForced: true });
		expect(probe.isProbe).toBe(true);
		await end(probe, answered);
		await go();
	});
});

it("by Postgres's clock, many at once never come closer than the gap", async () => {
	await open({ requests: 20, perMs: 400, concurrency: 50 });
	const left: number[] = [];
	const one = async (): Promise<void> => {
		for (let reserved: Date | null = null; ; ) {
			const answer = await takeSlot(account, { reserved, patienceMs: 60_000, longestMs: 60_000 });
			if (answer.kind === "go") {
				const { sentAt } = await ctx.db.destinationRate.findUniqueOrThrow({
					where: { destinationId: account.destinationId },
				});
				left.push(sentAt?.getTime() ?? 0);
				return;
			}
			if (answer.kind === "closed") throw new Error(answer.reason);
			const { waitMs } = answer;
			await new Promise((resolve) => setTimeout(resolve, waitMs));
			reserved = answer.reserved;
		}
	};
	const began = Date.now();
	await Promise.all(Array.from({ length: 40 }, one));
	expect(left).toHaveLength(40);
	// Forty slots are thirty-nine gaps of 22 ms, whatever else the machine did.
	expect(Date.now() - began).toBeGreaterThanOrEqual(39 * 22);
	const { sentAt, inProgress } = await ctx.db.destinationRate.findUniqueOrThrow({
		where: { destinationId: account.destinationId },
	});
	expect((sentAt?.getTime() ?? 0) - began).toBeGreaterThanOrEqual(39 * 22);
	expect(Object.keys(inProgress as object)).toHaveLength(40);
});
