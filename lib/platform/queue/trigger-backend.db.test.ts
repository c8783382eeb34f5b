import "@/lib/platform/testing/use-trigger-stub";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { performTick } from "@/lib/platform/queue/execute-run";
import type { Job } from "@/lib/platform/queue/job";
import { jobEnvelope } from "@/lib/platform/queue/job-envelope";
import { migrateQueue } from "@/lib/platform/queue/migrate-queue";
import { reconcileRuns } from "@/lib/platform/queue/reconcile-runs";
import { remoteQueueName } from "@/lib/platform/queue/remote-queue-name";
import { type QueueWorker, startWorker } from "@/lib/platform/queue/start-worker";
import { testQueueContract } from "@/lib/platform/queue/testing/queue-contract";
import { ended, pause, readRun, testJob, until } from "@/lib/platform/queue/testing/test-job";
import type { StubRun } from "@/lib/platform/queue/testing/trigger-stub";
import { runDelivery } from "@/lib/platform/queue/trigger-backend";
import { triggerServer } from "@/lib/platform/queue/trigger-server";
import { stub } from "@/lib/platform/testing/use-trigger-stub";

const hourMs = 3_600_000;

beforeAll(async () => await migrateQueue());
afterAll(async () => await stub.close());
beforeEach(() => stub.reset());

const remoteRuns = (runId: string): StubRun[] =>
	stub.runs.filter(({ payload }) => jobEnvelope.parse(payload).runId === runId);
const remoteRun = (runId: string): StubRun => {
	const run = remoteRuns(runId).at(-1);
	if (!run) throw new Error(`${runId} was not passed on`);
	return run;
};

/** The worker here, which passes runs on. */
const startRelay = async (...jobs: Job[]): Promise<QueueWorker> =>
	await startWorker(jobs, { concurrency: 4, remote: triggerServer });

/** The worker there: what `trigger dev` or a deploy brings up. */
function register(...jobs: Job[]): void {
	for (const job of jobs) {
		stub.register(job.id, remoteQueueName(job.id), async (payload, signal) => {
			await runDelivery(job, jobEnvelope.parse(payload), signal, 100);
		});
	}
}

async function relayed(job: Job, runId: string): Promise<StubRun> {
	const worker = await startRelay(job);
	await until(async () => (await readRun(runId)).remoteId !== null, "passed on");
	await worker.stop();
	return remoteRun(runId);
}

const reconcile = async (job: Job) =>
	void (await reconcileRuns([job], triggerServer, new Date(Date.now() + hourMs)));

testQueueContract("Trigger.dev", {
	start: async (...jobs) => {
		register(...jobs);
		return await startRelay(...jobs);
	},
	cancel: async (job, runId) => {
		if (remoteRuns(runId).length === 0) await relayed(job, runId);
		stub.cancel(remoteRun(runId));
	},
	kill: async (runId) => {
		await database().jobRun.update({ where: { id: runId }, data: { leaseUntil: new Date(0) } });
		remoteRun(runId).status = "CRASHED";
	},
	lose: async (job, runId) => {
		(await relayed(job, runId)).status = "EXPIRED";
	},
	reconcile,
	tick: async (job) => void (await performTick(job, new AbortController().signal)),
});

test("committed work is passed on once, by id only, with its own id as idempotency key", async () => {
	const seen: number[] = [];
	const job = testJob(async ({ n }) => seen.push(n));
	const { runId } = await enqueue<typeof job>(job.id, { n: 4 }, { key: "sync:one" });
	const run = await relayed(job, runId);
	expect(remoteRuns(runId)).toHaveLength(1);
	expect(stub.state.authorization).toBe("Bearer tr_dev_test");
	expect(run.options).toMatchObject({ concurrencyKey: "sync:one", payloadType: "application/super+json" });
	expect(run.payload).toEqual({ runId, delivery: 1 });
	expect(run.idempotencyKey.length).toBeGreaterThan(0);
	expect(seen).toEqual([]);
	// A relay that died after the call comes back.
	await triggerServer.relay(job, { runId, delivery: 1 });
	expect(remoteRuns(runId)).toHaveLength(1);
});

test("while the server cannot be reached the work waits, uncounted, and is passed on later", async () => {
	const job = testJob(async () => {});
	stub.state.mood = "down";
	register(job);
	const worker = await startRelay(job);
	const { runId } = await enqueue<typeof job>(job.id, { n: 4 });
	await until(() => stub.state.refused >= 3, "refused");
	expect(await readRun(runId)).toMatchObject({ status: "queued", attempts: 0 });
	stub.state.mood = "well";
	expect(await ended(runId)).toMatchObject({ status: "finished", attempts: 1 });
	await worker.stop();
});

test("a server whose concurrency key has room for several still runs one at a time, and no attempt is lost", async () => {
	let atWork = 0;
	let most = 0;
	const job = testJob(
		async () => {
			atWork += 1;
			most = Math.max(most, atWork);
			await pause(200);
			atWork -= 1;
		},
		{ maxAttempts: 1 },
	);
	stub.state.runsPerKey = 4;
	register(job);
	const key = newId("syn");
	const runs = [];
	for (const n of [1, 2]) runs.push(await enqueue<typeof job>(job.id, { n }, { key }));
	const worker = await startRelay(job);
	for (const { runId } of runs) expect(await ended(runId)).toMatchObject({ status: "finished", attempts: 1 });
	expect(most).toBe(1);
	await worker.stop();
});

test("a repeated delivery runs once, also while the first is running", async () => {
	const seen: number[] = [];
	const job = testJob(async ({ n }) => {
		seen.push(n);
		await pause(200);
	});
	const { runId } = await enqueue<typeof job>(job.id, { n: 8 });
	const signal = new AbortController().signal;
	const deliver = () => runDelivery(job, { runId, delivery: 1 }, signal);
	await Promise.all([deliver(), deliver()]);
	await deliver();
	expect({ status: (await readRun(runId)).status, seen }).toEqual({ status: "finished", seen: [8] });
});

test("a failed attempt fails there too, and the server does not retry it: attempts are counted here", async () => {
	const { AbortTaskRunError } = await import("@trigger.dev/sdk");
	const job = testJob(async () => {
		throw new AppError("upstream", "The network is down.");
	});
	const { runId } = await enqueue<typeof job>(job.id, { n: 1 });
	const first = runDelivery(job, { runId, delivery: 1 }, new AbortController().signal);
	await expect(first).rejects.toBeInstanceOf(AbortTaskRunError);
	await expect(first).rejects.toThrow("Attempt 1 of 3 failed: The network is down.");
	expect(await readRun(runId)).toMatchObject({
		status: "retrying",
		delivery: 2,
		attempts: 1,
		leaseUntil: null,
	});
	// A back-off far longer than any lease is no death.
	await database().jobRun.update({
		where: { id: runId },
		data: { runAt: new Date(Date.now() + 2 * hourMs) },
	});
	await reconcile(job);
	expect(await readRun(runId)).toMatchObject({ status: "retrying", delivery: 2, attempts: 1 });
});

test("runs that keep ending there before they begin end here too, after as many as attempts are allowed", async () => {
	const job = testJob(async () => {}, { maxAttempts: 2, minDelayMs: 1 });
	const { runId } = await enqueue<typeof job>(job.id, { n: 1 });
	for (const status of ["FAILED", "CRASHED"] as const) {
		(await relayed(job, runId)).status = status;
		await reconcile(job);
	}
	expect(await readRun(runId)).toMatchObject({ status: "failed", attempts: 2 });
	expect(job.ends).toMatchObject([{ status: "failed" }]);
});

test("what expired there for want of a worker costs no attempt, however often", async () => {
	const job = testJob(async () => {}, { maxAttempts: 1 });
	const { runId } = await enqueue<typeof job>(job.id, { n: 1 });
	for (let times = 0; times < 3; times++) {
		(await relayed(job, runId)).status = "EXPIRED";
		await reconcile(job);
	}
	expect(await readRun(runId)).toMatchObject({ status: "queued", attempts: 0, delivery: 4 });
});

test("a run that the server forgot is handed over again", async () => {
	const job = testJob(async () => {}, { maxAttempts: 2 });
	const { runId } = await enqueue<typeof job>(job.id, { n: 1 });
	await relayed(job, runId);
	stub.runs.length = 0;
	register(job);
	await reconcile(job);
	const worker = await startRelay(job);
	expect((await ended(runId)).status).toBe("finished");
	await worker.stop();
});

test("a run that waits there for a version is submitted again after five minutes, not before", async () => {
	const job = testJob(async () => {});
	const { runId } = await enqueue<typeof job>(job.id, { n: 1 });
	await relayed(job, runId);
	expect(remoteRun(runId).status).toBe("PENDING_VERSION");
	const at = async (minutes: number) =>
		void (await reconcileRuns([job], triggerServer, new Date(Date.now() + minutes * 60_000)));
	await at(4);
	expect((await readRun(runId)).delivery).toBe(1);
	await at(6);
	expect(await readRun(runId)).toMatchObject({ delivery: 2, status: "queued", attempts: 0 });
	expect(remoteRun(runId).status).toBe("CANCELED");
});

test("a run that waits its turn there, or that the server cannot be queried for, is left alone", async () => {
	const job = testJob(async () => {});
	stub.state.hasWorker = false;
	register(job);
	const { runId } = await enqueue<typeof job>(job.id, { n: 1 });
	await relayed(job, runId);
	await reconcile(job);
	stub.state.mood = "down";
	await reconcile(job);
	expect(await readRun(runId)).toMatchObject({ status: "queued", delivery: 1 });
	stub.state.mood = "well";
	stub.state.hasWorker = true;
	stub.pump();
	expect((await ended(runId)).status).toBe("finished");
});

test("work that was waiting there begins here when the queue in Postgres takes over", async () => {
	const job = testJob(async () => {});
	const { runId } = await enqueue<typeof job>(job.id, { n: 1 });
	await relayed(job, runId);
	await reconcileRuns([job], undefined, new Date(Date.now() + hourMs));
	const worker = await startWorker([job], { hasTicks: false });
	expect((await ended(runId)).status).toBe("finished");
	await worker.stop();
});
