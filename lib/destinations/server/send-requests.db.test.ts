import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import type { HttpResponse, Problem, Rate } from "@/lib/destinations/contract";
import { endSlot, failuresToClose, firstClosedMs } from "@/lib/destinations/server/end-slot";
import { type SendOptions, sendWithRetry } from "@/lib/destinations/server/send-requests";
import { type Account, takeSlot } from "@/lib/destinations/server/take-slot";
import { createTestAccount } from "@/lib/destinations/testing/create-test-account";
import { closeDatabase } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

type Reply = { status: number; headers?: Record<string, string> };
let replies: Reply[] = [];
let server: Server;
let url = "";
let ctx: Context;
beforeAll(async () => {
	server = createServer((_incoming, outgoing) => {
		const { status, headers = {} } = replies.shift() ?? { status: 200 };
		// No answer at all.
		if (status === 0) outgoing.socket?.destroy();
		else outgoing.writeHead(status, headers).end();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	ctx = await createTestWorkspace();
});
afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
	await closeDatabase();
});

const start = Date.parse("2026-11-30T12:00:00Z");
let account: Account;
let now: number;
let waits: number[];
beforeEach(() => {
	replies = [];
});
async function open(rate: Rate | null): Promise<void> {
	account = await createTestAccount(ctx, rate);
	now = start;
	waits = [];
}

function read({ status }: HttpResponse): { ok: true; value: number } | { ok: false; problem: Problem } {
	if (status < 300) return { ok: true, value: status };
	const problemClass = status === 429 ? "throttled" : status >= 500 ? "transient" : "bad_batch";
	return { ok: false, problem: { class: problemClass, message: `It said ${status}.`, detail: "" } };
}

const send = (options: Partial<SendOptions<number>> = {}) =>
	sendWithRetry({
		make: () => ({ method: "GET", url, headers: {} }),
		read,
		account,
		timeoutMs: 5_000,
		clock: () => now,
		sleep: async (ms) => {
			waits.push(ms);
			now += ms;
		},
		random: () => 0,
		...options,
	});
const stored = () =>
	ctx.db.destinationRate.findUniqueOrThrow({ where: { destinationId: account.destinationId } });

describe("a request of a connected account", () => {
	it("waits while as many as allowed are in progress, as long as its patience", async () => {
		await open({ requests: 1_000, perMs: 1_000, concurrency: 1 });
		const at = new Date(now);
		const held = await takeSlot(account, { reserved: null, patienceMs: 0, longestMs: 60_000, at });
		now += 10;
		const outcome = await send({ patienceMs: 250 });
		expect(outcome).toMatchObject({ kind: "not_sent", isBlocked: false, retryAt: start + 10 + 200 + 100 });
		expect(waits).toEqual([100, 100]);
		if (held.kind !== "go") throw new Error(held.kind);
		await endSlot(account, held.slot, { kind: "answered", reason: null, hold: null }, at);
		expect(await send()).toMatchObject({ kind: "answered", attempts: 1 });
		expect((await stored()).inProgress).toEqual({});
	});

	it("waits once, not twice, when it is asked to slow down, and everyone with it", async () => {
		await open(null);
		replies = [{ status: 429, headers: { "retry-after": "30" } }];
		expect(await send({ patienceMs: 30_000 })).toMatchObject({ kind: "answered", attempts: 2 });
		expect(waits).toEqual([30_000]);
		expect(await stored()).toMatchObject({ heldUntil: new Date(start + 30_000), heldReason: "It said 429." });
	});

	it("gets Muster's own wait when the network names none, and holds everyone only when throttled", async () => {
		await open(null);
		replies = [{ status: 429 }];
		expect(await send()).toMatchObject({ kind: "answered", attempts: 2 });
		expect(waits).toEqual([1_000]);
		expect((await stored()).heldUntil).toEqual(new Date(start + 1_000));
		await open(null);
		replies = [{ status: 503 }];
		expect(await send()).toMatchObject({ kind: "answered", attempts: 2 });
		expect(waits).toEqual([1_000]);
		expect((await stored()).heldUntil).toBeNull();
		await open(null);
		replies = [{ status: 503, headers: { "retry-after": "7" } }];
		expect(await send()).toMatchObject({ kind: "answered", attempts: 2 });
		expect((await stored()).heldUntil).toEqual(new Date(start + 7_000));
	});

	it("slows the whole account down when its answer says that the limit is near", async () => {
		await open(null);
		expect(await send({ readPause: () => 2_000 })).toMatchObject({ kind: "answered" });
		expect(waits).toEqual([]);
		await send();
		expect(waits).toEqual([2_000]);
	});

	it("is not repeated once the account was closed by its failures: what was sent is unclear", async () => {
		await open(null);
		replies = Array.from({ length: 3 }, () => ({ status: 0 }));
		for (let time = 0; time < 3; time++) {
			expect(await send()).toMatchObject({ kind: "ambiguous", wasAnswered: false });
		}
		replies = [{ status: 500 }, { status: 500 }, { status: 500 }];
		expect(await send()).toMatchObject({ kind: "ambiguous", wasAnswered: true, reason: "It said 500." });
		// The third 500 was never asked for.
		expect(replies).toHaveLength(1);
		expect((await stored()).failures).toBe(failuresToClose);
		const closedAt = now - (waits.at(-1) ?? 0);
		expect(await send()).toEqual({
			kind: "not_sent",
			reason: "The last requests failed, so it is left alone for a while. It said 500.",
			isBlocked: false,
			retryAt: closedAt + firstClosedMs,
		});
		now = closedAt + firstClosedMs;
		replies = [];
		expect(await send()).toMatchObject({ kind: "answered", attempts: 1 });
	});

	it.each([
		["is refused", 400],
		["is put off", 429],
		["is put off until patience ends", 429, "3600"],
		["never arrives", -1],
	])(
		"stays unclear when an attempt may have been applied and the next %s",
		async (_how, status, retryAfter = "0") => {
			await open(null);
			const headers = { "retry-after": retryAfter };
			replies = [{ status: 500 }, ...Array.from({ length: 3 }, () => ({ status, headers }))];
			const gone = "http://127.0.0.1:1/";
			const make = (attempt: number) => ({
				method: "POST" as const,
				url: status === -1 && attempt > 0 ? gone : url,
				headers: {},
			});
			const outcome = await send({ make });
			expect(outcome).toMatchObject({ kind: "ambiguous", wasAnswered: true, reason: "It said 500." });
			expect(JSON.stringify(outcome)).toContain(status === -1 ? "No one listens" : `It said ${status}.`);
			// Where nothing can be applied the last answer counts.
			for (const options of [
				{ make, changesNothing: true },
				{ make: (attempt: number) => ({ ...make(attempt), method: "GET" as const }) },
			]) {
				replies = [{ status: 500 }, ...Array.from({ length: 3 }, () => ({ status, headers }))];
				await open(null);
				expect(await send(options)).toMatchObject(
					status === -1
						? { kind: "not_sent" }
						: { kind: "problem", problem: { message: `It said ${status}.` } },
				);
			}
		},
	);

	it("is certainly not applied when it was only ever put off", async () => {
		await open(null);
		const make = (attempt: number) => ({
			method: "POST" as const,
			url: attempt > 1 ? "http://127.0.0.1:1/" : url,
			headers: {},
		});
		replies = [{ status: 429 }, { status: 429 }];
		expect(await send({ make })).toMatchObject({ kind: "not_sent" });
		replies = Array.from({ length: 4 }, () => ({ status: 429 }));
		await open(null);
		expect(await send()).toMatchObject({ kind: "problem", problem: { class: "throttled" } });
	});

	it("ends at once when Muster stops while it waits", async () => {
		await open({ requests: 1, perMs: 60_000, concurrency: 1 });
		await send();
		const controller = new AbortController();
		const outcome = await send({
			signal: controller.signal,
			patienceMs: 120_000,
			sleep: (ms) => {
				waits.push(ms);
				controller.abort();
				return new Promise(() => {});
			},
		});
		expect(waits).toHaveLength(1);
		expect(outcome).toEqual({
			kind: "not_sent",
			reason: "The request was stopped.",
			isBlocked: false,
			retryAt: now,
		});
	});

	it("says nothing about the network when it never left or was stopped by Muster itself", async () => {
		await open(null);
		replies = [{ status: 0 }];
		await send();
		const before = await stored();
		expect(before.failures).toBe(1);
		const unfit = () => ({ method: "GET" as const, url: "ftp://example.com/", headers: {} });
		expect(await send({ make: unfit })).toMatchObject({ kind: "not_sent", isBlocked: true, retryAt: null });
		const stopped = await send({ signal: AbortSignal.abort() });
		expect(stopped).toMatchObject({ kind: "not_sent", isBlocked: false, retryAt: now });
		const broken = () => {
			throw new Error("no request");
		};
		await expect(send({ make: broken })).rejects.toThrow("no request");
		expect((await stored()).failures).toBe(1);
		replies = [{ status: 400 }];
		expect((await send()).kind).toBe("problem");
		expect((await stored()).failures).toBe(0);
	});
});
