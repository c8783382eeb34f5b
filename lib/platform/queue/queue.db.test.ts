import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { endRun } from "@/lib/platform/queue/end-attempt";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { performTick } from "@/lib/platform/queue/execute-run";
import type { Job } from "@/lib/platform/queue/job";
import { migrateQueue } from "@/lib/platform/queue/migrate-queue";
import { reconcileRuns } from "@/lib/platform/queue/reconcile-runs";
import { type QueueWorker, startWorker } from "@/lib/platform/queue/start-worker";
import { testQueueContract } from "@/lib/platform/queue/testing/queue-contract";
import { ended, pause, readRun, testJob } from "@/lib/platform/queue/testing/test-job";

const workers: QueueWorker[] = [];

beforeAll(async () => await migrateQueue());
afterEach(async () => {
	await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});

async function start(...jobs: Job[]) {
	const worker = await startWorker(jobs, { concurrency: 4, hasTicks: false, heartbeatMs: 100 });
	workers.push(worker);
	return worker;
}

const forget = async (runId: string) =>
	await database().$executeRaw`DELETE FROM graphile_worker._private_jobs WHERE payload->>'runId' = ${runId}`;

testQueueContract("the queue in Postgres", {
	start,
	cancel: async (job, runId) => {
		const { delivery } = await readRun(runId);
		const error = new AppError("precondition", "It was cancelled.");
		await endRun(job, { runId, delivery }, { status: "cancelled", error });
	},
	kill: async (runId) => {
		await database().jobRun.update({ where: { id: runId }, data: { leaseUntil: new Date(0) } });
		await forget(runId);
		await database().$executeRaw`
			UPDATE graphile_worker._private_job_queues SET locked_at = NULL, locked_by = NULL
			WHERE queue_name = (SELECT key FROM job_run WHERE id = ${runId})`;
	},
	lose: async (_job, runId) => void (await forget(runId)),
	reconcile: async (job) => void (await reconcileRuns([job], undefined, new Date(Date.now() + 3_600_000))),
	tick: async (job) => void (await performTick(job, new AbortController().signal)),
});

test("the same work requested twice is one run, also after it has finished", async () => {
	let times = 0;
	const job = testJob(async () => {
		times += 1;
	});
	await start(job);
	const idempotencyKey = newId("run");
	const first = await enqueue<typeof job>(job.id, { n: 1 }, { idempotencyKey });
	await ended(first.runId);
	const second = await enqueue<typeof job>(job.id, { n: 1 }, { idempotencyKey });
	await pause(700);
	expect({ isNew: second.isNew, isSame: second.runId === first.runId, times }).toEqual({
		isNew: false,
		isSame: true,
		times: 1,
	});
});

test("a tick that requests waiting work again joins it; once it has begun, it requests a new run", async () => {
	const begun: number[] = [];
	const job = testJob(async ({ n }) => begun.push(n));
	const options = { key: newId("wsp"), joinsWaiting: true };
	const first = await enqueue<typeof job>(job.id, { n: 1 }, options);
	const second = await enqueue<typeof job>(job.id, { n: 2 }, options);
	expect(second).toEqual({ runId: first.runId, isNew: false });
	await start(job);
	await ended(first.runId);
	const third = await enqueue<typeof job>(job.id, { n: 3 }, options);
	await ended(third.runId);
	expect(begun).toEqual([1, 3]);
});

test("work requested in a transaction that is rolled back does not exist", async () => {
	let times = 0;
	const job = testJob(async () => {
		times += 1;
	});
	await start(job);
	const idempotencyKey = newId("run");
	await expect(
		database().$transaction(async (transaction) => {
			await enqueue<typeof job>(job.id, { n: 1 }, { idempotencyKey, transaction });
			throw new Error("the write failed");
		}),
	).rejects.toThrow("the write failed");
	await pause(700);
	expect(times).toBe(0);
	const again = await enqueue<typeof job>(job.id, { n: 1 }, { idempotencyKey });
	await ended(again.runId);
	expect({ isNew: again.isNew, times }).toEqual({ isNew: true, times: 1 });
});

test("work for later begins at its time and not before", async () => {
	let begunMs = 0;
	const job = testJob(async () => {
		begunMs = Date.now();
	});
	await start(job);
	const runAt = new Date(Date.now() + 1_500);
	await ended((await enqueue<typeof job>(job.id, { n: 1 }, { runAt })).runId);
	expect(begunMs).toBeGreaterThanOrEqual(runAt.getTime());
	expect(begunMs).toBeLessThan(runAt.getTime() + 2_000);
});

test("a run that takes too long is told to stop and counts as failed", async () => {
	const job = testJob(
		async (_payload, { signal }) => {
			await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
		},
		{ timeoutSec: 1, maxAttempts: 1 },
	);
	await start(job);
	const run = await ended((await enqueue<typeof job>(job.id, { n: 1 })).runId);
	expect(run.error).toContain("did not finish within 1 s");
});

test("a worker that shuts down stops its runs, and the next worker restarts them without counting an attempt", async () => {
	const attempts: number[] = [];
	const job = testJob(async (_payload, { signal, attempt }) => {
		attempts.push(attempt);
		if (attempts.length > 1) return;
		await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
	});
	const worker = await start(job);
	const { runId } = await enqueue<typeof job>(job.id, { n: 1 });
	while (attempts.length === 0) await pause(20);
	await worker.stop();
	await start(job);
	const run = await ended(runId);
	expect({ status: run.status, attempts }).toEqual({ status: "finished", attempts: [1, 1] });
});

test("a payload that does not fit the job's schema fails without a retry", async () => {
	const job = testJob(async () => {});
	await start(job);
	// Safe because the test wants to know what happens to a payload that no caller of ours can write.
	const run = await ended(
		(await enqueue<typeof job>(job.id, { n: "seven" } as unknown as { n: number })).runId,
	);
	expect(run).toMatchObject({ status: "failed", attempts: 1 });
});

test("after kill -9 of a worker its run begins again elsewhere within 12 seconds", {
	timeout: 60_000,
}, async () => {
	let begunMs = 0;
	const job = testJob(async () => {
		begunMs = Date.now();
	});
	const marker = path.join(await mkdtemp(path.join(tmpdir(), "muster-crash-")), "begun");
	const child = spawn(
		process.execPath,
		["--import", "tsx", "lib/platform/testing/run-crashing-worker.ts", job.id, marker],
		{ stdio: "ignore" },
	);
	const { runId } = await enqueue<typeof job>(job.id, { n: 1 }, { key: newId("syn") });
	while (!existsSync(marker)) await pause(50);
	await start(job);
	child.kill("SIGKILL");
	const killedMs = Date.now();
	const run = await ended(runId);
	expect(run.status).toBe("finished");
	expect(begunMs - killedMs).toBeLessThan(12_000);
});
