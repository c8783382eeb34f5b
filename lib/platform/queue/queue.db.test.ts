import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { defineJob, type JobContext } from "@/lib/platform/queue/define-job";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { migrateQueue } from "@/lib/platform/queue/migrate-queue";
import { type QueueWorker, startWorker } from "@/lib/platform/queue/start-worker";
import { recoverLostRuns } from "@/lib/platform/queue/tidy-queue";

const payloadSchema = z.object({ n: z.number() });
const workers: QueueWorker[] = [];

beforeAll(async () => await migrateQueue());
afterEach(async () => {
	await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});

/** A job of this test alone: its id is its own, so that other suites' workers leave it be. */
function testJob(
	run: (payload: { n: number }, context: JobContext) => Promise<unknown>,
	options: { maxAttempts?: number; minDelayMs?: number; timeoutSec?: number } = {},
) {
	return defineJob({
		id: newId("job"),
		schema: payloadSchema,
		queue: { name: "test", concurrencyLimit: 10 },
		retry: {
			maxAttempts: options.maxAttempts ?? 3,
			minDelayMs: options.minDelayMs ?? 50,
			maxDelayMs: 1_000,
			factor: 2,
		},
		timeoutSec: options.timeoutSec ?? 30,
		run,
	});
}

async function start(...jobs: Parameters<typeof startWorker>[0]) {
	const worker = await startWorker(jobs, { concurrency: 4, hasSchedules: false });
	workers.push(worker);
	return worker;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function ended(runId: string, withinMs = 10_000) {
	for (const startedMs = Date.now(); Date.now() - startedMs < withinMs; await pause(20)) {
		const run = await database().jobRun.findUniqueOrThrow({ where: { id: runId } });
		if (run.status === "finished" || run.status === "failed") return run;
	}
	throw new Error(`run ${runId} did not end within ${withinMs} ms`);
}

test("a run begins at once and its record says that it finished", async () => {
	const seen: number[] = [];
	const job = testJob(async ({ n }) => seen.push(n));
	await start(job);
	const { runId, isNew } = await enqueue<typeof job>(job.id, { n: 7 });
	const run = await ended(runId);
	expect({ isNew, seen, status: run.status, attempts: run.attempts }).toEqual({
		isNew: true,
		seen: [7],
		status: "finished",
		attempts: 1,
	});
});

test("runs of one key never overlap and keep their order; another key is not held up", async () => {
	const trail: string[] = [];
	const job = testJob(async ({ n }) => {
		trail.push(`begin ${n}`);
		await pause(n === 9 ? 10 : 150);
		trail.push(`end ${n}`);
	});
	const key = newId("syn");
	const runs = [];
	for (const n of [1, 2, 3]) runs.push(await enqueue<typeof job>(job.id, { n }, { key }));
	runs.push(await enqueue<typeof job>(job.id, { n: 9 }, { key: newId("syn") }));
	await start(job);
	for (const { runId } of runs) await ended(runId);
	expect(trail.filter((step) => !step.endsWith("9"))).toEqual([
		"begin 1",
		"end 1",
		"begin 2",
		"end 2",
		"begin 3",
		"end 3",
	]);
	expect(trail.indexOf("end 9")).toBeLessThan(trail.indexOf("end 1"));
});

test("a failed attempt is made again after a growing delay", async () => {
	const at: number[] = [];
	const job = testJob(
		async (_payload, context) => {
			at.push(Date.now());
			if (context.attempt < 3) throw new Error("the network is down");
		},
		{ minDelayMs: 400 },
	);
	await start(job);
	const run = await ended((await enqueue<typeof job>(job.id, { n: 1 })).runId);
	expect({ status: run.status, attempts: run.attempts }).toEqual({ status: "finished", attempts: 3 });
	expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(300);
	expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThanOrEqual(600);
});

test("after the last attempt the run stays on record with its payload and its reason", async () => {
	const job = testJob(
		async () => {
			throw new Error("still down");
		},
		{ maxAttempts: 2 },
	);
	await start(job);
	const run = await ended((await enqueue<typeof job>(job.id, { n: 5 })).runId);
	expect(run).toMatchObject({ status: "failed", attempts: 2, error: "still down", payload: { n: 5 } });
});

test("an error that no retry can mend ends the run at its first attempt", async () => {
	const job = testJob(async () => {
		throw new AppError("invalid", "This rule names an unknown trait.");
	});
	await start(job);
	const run = await ended((await enqueue<typeof job>(job.id, { n: 1 })).runId);
	expect(run).toMatchObject({ status: "failed", attempts: 1, error: "This rule names an unknown trait." });
});

test("the same work asked for twice is one run, also after it has finished", async () => {
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

test("a tick that asks again while the same work waits joins it; once it has begun, it asks anew", async () => {
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

test("work asked for in a transaction that is rolled back does not exist", async () => {
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

test("a worker that shuts down stops its runs, and the next worker begins them anew without counting an attempt", async () => {
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

test("a run whose process vanished without a trace is handed over again as one more attempt", async () => {
	const attempts: number[] = [];
	const job = testJob(async (_payload, { attempt }) => attempts.push(attempt));
	const { runId } = await enqueue<typeof job>(job.id, { n: 1 });
	await database().$executeRaw`DELETE FROM graphile_worker._private_jobs WHERE payload->>'runId' = ${runId}`;
	await database().jobRun.update({
		where: { id: runId },
		data: { status: "running", attempts: 1, leaseUntil: new Date(Date.now() - 120_000) },
	});
	await recoverLostRuns([job]);
	await start(job);
	const run = await ended(runId);
	expect({ status: run.status, attempts }).toEqual({ status: "finished", attempts: [2] });
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
	const run = await ended(runId, 20_000);
	expect(run.status).toBe("finished");
	expect(begunMs - killedMs).toBeLessThan(12_000);
});
