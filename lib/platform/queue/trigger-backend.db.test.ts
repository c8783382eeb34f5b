import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { defineJob } from "@/lib/platform/queue/define-job";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { migrateQueue } from "@/lib/platform/queue/migrate-queue";
import type { QueueWorker } from "@/lib/platform/queue/start-worker";

type Call = { path: string; authorization: string | undefined; body: Record<string, unknown> };

// A stand-in for Trigger.dev's API: the calls the relay makes, and a switch that takes it down.
let server: Server;
let calls: Call[] = [];
let isDown = false;

beforeAll(async () => {
	await migrateQueue();
	server = createServer((request, response) => {
		let text = "";
		request.on("data", (chunk: Buffer) => {
			text += chunk.toString();
		});
		request.on("end", () => {
			if (isDown) {
				response.writeHead(400, { "content-type": "application/json" }).end('{"error":"down"}');
				return;
			}
			calls.push({
				path: request.url ?? "",
				authorization: request.headers.authorization,
				body: JSON.parse(text),
			});
			response.writeHead(200, { "content-type": "application/json", "x-trigger-jwt-claims": "{}" });
			response.end(JSON.stringify({ id: `run_${calls.length}` }));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	process.env.TRIGGER_SECRET_KEY = "tr_dev_test";
	process.env.TRIGGER_API_URL = `http://127.0.0.1:${port}`;
	vi.resetModules();
});
afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
	calls = [];
	isDown = false;
});

const bodies: number[] = [];
function testJob(run: (n: number) => Promise<void>, maxAttempts = 3) {
	return defineJob({
		id: newId("job"),
		schema: z.object({ n: z.number() }),
		queue: { name: "test", concurrencyLimit: 1 },
		retry: { maxAttempts, minDelayMs: 50, maxDelayMs: 100, factor: 2 },
		timeoutSec: 30,
		run: async ({ n }) => await run(n),
	});
}

async function startRelay(
	job: Parameters<typeof import("@/lib/platform/queue/start-worker").startWorker>[0][number],
) {
	const { startWorker } = await import("@/lib/platform/queue/start-worker");
	const { relayDelivery } = await import("@/lib/platform/queue/trigger-backend");
	return await startWorker([job], { concurrency: 1, hasSchedules: false, settle: relayDelivery });
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
	for (const startedMs = Date.now(); Date.now() - startedMs < 10_000; ) {
		if (isTrue()) return;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	throw new Error(`not within 10 s: ${what}`);
}

async function relayed(worker: QueueWorker, count: number): Promise<void> {
	await until(() => calls.length >= count, `${count} calls`);
	await worker.stop();
}

test("committed work is passed to Trigger.dev once, by id only, with its own id as idempotency key", async () => {
	const job = testJob(async (n) => void bodies.push(n));
	const worker = await startRelay(job);
	const { runId } = await enqueue<typeof job>(job.id, { n: 4 }, { key: "sync:one" });
	await relayed(worker, 1);
	expect(calls).toHaveLength(1);
	const [call] = calls;
	expect(call?.path).toBe(`/api/v1/tasks/${job.id}/trigger`);
	expect(call?.authorization).toBe("Bearer tr_dev_test");
	expect(call?.body.options).toMatchObject({
		concurrencyKey: "sync:one",
		payloadType: "application/super+json",
	});
	expect(JSON.stringify(call?.body.options)).toContain("idempotencyKey");
	const sent = z.object({ json: z.unknown() }).parse(JSON.parse(String(call?.body.payload)));
	expect(sent.json).toEqual({ runId, delivery: 1, attempt: 1 });
	expect(bodies).toEqual([]);
});

test("while Trigger.dev cannot be reached the work waits and is passed on later", async () => {
	const job = testJob(async () => {});
	isDown = true;
	const worker = await startRelay(job);
	const { runId } = await enqueue<typeof job>(job.id, { n: 4 });
	for (;;) {
		const run = await database().jobRun.findUniqueOrThrow({ where: { id: runId } });
		if (run.delivery > 1) break;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	isDown = false;
	await relayed(worker, 1);
	expect(calls).toHaveLength(1);
});

test("a run on Trigger.dev is recorded like a run here, and a repeated start of it does nothing", async () => {
	const { runAttempt } = await import("@/lib/platform/queue/trigger-backend");
	const seen: number[] = [];
	const job = testJob(async (n) => void seen.push(n));
	const { runId } = await enqueue<typeof job>(job.id, { n: 8 });
	const envelope = { runId, delivery: 1, attempt: 1 };
	await runAttempt(job, envelope, new AbortController().signal);
	await runAttempt(job, envelope, new AbortController().signal);
	const run = await database().jobRun.findUniqueOrThrow({ where: { id: runId } });
	expect({ status: run.status, seen }).toEqual({ status: "finished", seen: [8] });
});

test("an error that no retry can mend aborts the run on Trigger.dev; another error leaves the retry to it", async () => {
	const { runAttempt } = await import("@/lib/platform/queue/trigger-backend");
	const { AbortTaskRunError } = await import("@trigger.dev/sdk");
	// The backend was loaded anew with its settings, so the error class must be the one it knows.
	const { AppError: BackendError } = await import("@/lib/kernel/app-error");
	const permanent = testJob(async () => {
		throw new BackendError("invalid", "No such segment.");
	});
	const first = await enqueue<typeof permanent>(permanent.id, { n: 1 });
	const signal = new AbortController().signal;
	await expect(
		runAttempt(permanent, { runId: first.runId, delivery: 1, attempt: 1 }, signal),
	).rejects.toBeInstanceOf(AbortTaskRunError);
	const passing = testJob(async () => {
		throw new AppError("upstream", "The network is down.");
	});
	const second = await enqueue<typeof passing>(passing.id, { n: 1 });
	await expect(runAttempt(passing, { runId: second.runId, delivery: 1, attempt: 1 }, signal)).rejects.toThrow(
		"The network is down.",
	);
	const rows = await database().jobRun.findMany({ where: { id: { in: [first.runId, second.runId] } } });
	expect(new Map(rows.map((row) => [row.id, row.status]))).toEqual(
		new Map([
			[first.runId, "failed"],
			[second.runId, "running"],
		]),
	);
});
