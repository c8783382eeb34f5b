import { spawn } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import type { Connection } from "@/lib/destinations/contract";
import { endSlot, failuresToClose } from "@/lib/destinations/server/end-slot";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import type { Account } from "@/lib/destinations/server/take-slot";
import { createTestAccount } from "@/lib/destinations/testing/create-test-account";
import type { SendOrders, SendReport } from "@/lib/destinations/testing/send-child";
import { closeDatabase } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let sandbox: Sandbox;
let connection: Connection;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
	ctx = await createTestWorkspace();
	connection = {
		settings: { url: `${sandbox.url}/webhooks/demo` },
		credentials: { signingSecret: "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=" },
	};
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
});

/** Sends in a process of its own; gives what became of each message. */
function sendElsewhere(account: Account, orders: Partial<SendOrders>): Promise<SendReport[]> {
	const all: SendOrders = {
		...account,
		connection,
		messages: 4,
		atOnce: 1,
		timeoutMs: 10_000,
		patienceMs: 60_000,
		...orders,
	};
	const child = spawn(
		process.execPath,
		["--import", "tsx", "lib/destinations/testing/send-child.ts", JSON.stringify(all)],
		{ env: process.env, stdio: ["ignore", "pipe", "inherit"] },
	);
	let written = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		written += text;
	});
	return new Promise((resolve, reject) => {
		child.once("error", reject);
		child.once("close", () =>
			resolve(
				written
					.split("\n")
					.filter(Boolean)
					.map((line) => JSON.parse(line) as SendReport),
			),
		);
	});
}

describe("two processes that send to one account", () => {
	it("together stay within its allowance, in every window, and never come close to each other", async () => {
		const account = await createTestAccount(ctx, { requests: 2, perMs: 4_000, concurrency: 4 });
		const reports = await Promise.all([
			sendElsewhere(account, { atOnce: 2 }),
			sendElsewhere(account, { atOnce: 1 }),
		]);
		expect(reports.flat().map(({ kind }) => kind)).toEqual(Array(8).fill("answered"));
		const times = sandbox.arrivals.map(({ at }) => at);
		expect(times).toHaveLength(8);
		for (const [index, at] of times.entries()) {
			expect(times.filter((other) => other >= at && other < at + 4_000).length).toBeLessThanOrEqual(2);
			if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(2_000);
		}
	}, 120_000);

	it("both wait when either is asked to slow down", async () => {
		const account = await createTestAccount(ctx, { requests: 10, perMs: 1_000, concurrency: 4 });
		sandbox.faults.add(fault.parse({ network: "webhook", kind: "throttle", after: 3, retryAfterSeconds: 4 }));
		const reports = await Promise.all([
			sendElsewhere(account, { messages: 8, atOnce: 1 }),
			sendElsewhere(account, { messages: 8, atOnce: 1 }),
		]);
		expect(reports.flat().map(({ kind }) => kind)).toEqual(Array(16).fill("answered"));
		const times = sandbox.arrivals.map(({ at }) => at);
		// One was refused and sent again.
		expect(times).toHaveLength(17);
		const refusedAt = times[3] ?? 0;
		// What had left before the answer came was on its way, one per process.
		const meanwhile = times.filter((at) => at > refusedAt && at < refusedAt + 4_000);
		expect(meanwhile.length).toBeLessThanOrEqual(1);
		for (const at of meanwhile) expect(at - refusedAt).toBeLessThan(1_000);
	}, 120_000);

	it("let one request alone find out whether a network that failed works again", async () => {
		const account = await createTestAccount(ctx, null);
		const { destinationId } = account;
		await ctx.db.destinationRate.create({
			data: { destinationId, nextAt: new Date(), inProgress: {}, failures: 0 },
		});
		for (let time = 0; time < failuresToClose; time++) {
			await endSlot(
				account,
				{ id: "", isProbe: false },
				{ kind: "failed", reason: "It failed.", hold: null },
			);
		}
		const probeAt = new Date(Date.now() + 50_000);
		await ctx.db.destinationRate.update({ where: { destinationId }, data: { probeAt } });
		const closed = await sendElsewhere(account, { messages: 3, atOnce: 3 });
		expect(closed.map(({ kind }) => kind)).toEqual(["not_sent", "not_sent", "not_sent"]);
		expect(sandbox.arrivals).toHaveLength(0);
		expect(closed.map(({ retryAt }) => retryAt)).toEqual(Array(3).fill(probeAt.getTime()));
		expect(closed[0]?.reason).toContain("It failed.");

		// The time has come, but there is still no answer: all others wait for the one that asks.
		await ctx.db.destinationRate.update({ where: { destinationId }, data: { probeAt: new Date() } });
		sandbox.faults.add(fault.parse({ network: "webhook", kind: "timeout" }));
		const half = { messages: 5, atOnce: 5, timeoutMs: 15_000 };
		const tried = (await Promise.all([sendElsewhere(account, half), sendElsewhere(account, half)])).flat();
		expect(tried.map(({ kind }) => kind).sort()).toEqual(["ambiguous", ...Array(9).fill("not_sent")]);
		expect(sandbox.arrivals).toHaveLength(1);

		await ctx.db.destinationRate.update({ where: { destinationId }, data: { probeAt: new Date() } });
		const opened = await sendElsewhere(account, { messages: 4, atOnce: 1 });
		expect(opened.map(({ kind }) => kind)).toEqual(Array(4).fill("answered"));
		expect(await ctx.db.destinationRate.findUniqueOrThrow({ where: { destinationId } })).toMatchObject({
			failures: 0,
			probeAt: null,
		});
	}, 120_000);
});
