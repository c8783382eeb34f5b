import { afterEach, describe, expect, test } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";
import type { Job, JobContext } from "@/lib/platform/queue/job";
import { readRunState } from "@/lib/platform/queue/read-run-state";
import { ended, pause, readRun, testJob, until } from "@/lib/platform/queue/testing/test-job";

/** What a queue must provide to be tested against the contract. */
export type Queue = {
	/** Starts whatever runs these jobs. */
	start: (...jobs: Job[]) => Promise<{ stop: () => Promise<void> }>;
	/** Someone cancels a run where this queue lets them. */
	cancel: (job: Job, runId: string) => Promise<void>;
	/** As if the process of its newest attempt had been killed: its hand-over is gone, its lease expired. */
	kill: (runId: string) => Promise<void>;
	/** As if the queue had lost, or dropped for being late, what it was given. */
	lose: (job: Job, runId: string) => Promise<void>;
	/** What the worker does twice a minute, as if every patience had run out. */
	reconcile: (job: Job) => Promise<void>;
	tick: (job: Job) => Promise<void>;
};

/** What every queue guarantees, whichever runs the jobs. */
export function testQueueContract(name: string, queue: Queue): void {
	const running: { stop: () => Promise<void> }[] = [];
	const start = async (...jobs: Job[]) => void running.push(await queue.start(...jobs));
	const stop = async () => void (await Promise.all(running.splice(0).map((one) => one.stop())));
	afterEach(stop);

	describe(`${name} keeps the contract of queues:`, () => {
		test("a run begins at once, is done once, and its record says that it finished", async () => {
			const seen: number[] = [];
			const job = testJob(async ({ n }) => seen.push(n));
			await start(job);
			const { runId, isNew } = await enqueue<typeof job>(job.id, { n: 7 });
			const { status, attempts, leaseUntil } = await ended(runId);
			expect({ isNew, seen, status, attempts, leaseUntil }).toEqual({
				isNew: true,
				seen: [7],
				status: "finished",
				attempts: 1,
				leaseUntil: null,
			});
			expect(job.ends).toEqual([]);
		});

		test("runs of one key never overlap and keep their order; another key is not held up", async () => {
			const trail: string[] = [];
			const job = testJob(async ({ n }) => {
				trail.push(`begin ${n}`);
				await pause(n === 9 ? 10 : 250);
				trail.push(`end ${n}`);
			});
			const key = newId("syn");
			const runs = [];
			for (const n of [1, 2, 3]) runs.push(await enqueue<typeof job>(job.id, { n }, { key }));
			runs.push(await enqueue<typeof job>(job.id, { n: 9 }, { key: newId("syn") }));
			await start(job);
			for (const { runId } of runs) await ended(runId);
			const steps = [1, 2, 3].flatMap((n) => [`begin ${n}`, `end ${n}`]);
			expect(trail.filter((step) => !step.endsWith("9"))).toEqual(steps);
			expect(trail.indexOf("end 9")).toBeLessThan(trail.indexOf("end 3"));
		});

		test("after a failed attempt no one holds the run; it says why it failed and when the next one begins", async () => {
			const at: number[] = [];
			const job = testJob(
				async (_payload, { attempt }) => {
					at.push(Date.now());
					if (attempt < 3) throw new AppError("upstream", "The network is down.");
				},
				{ minDelayMs: 600 },
			);
			await start(job);
			const key = newId("syn");
			const { runId } = await enqueue<typeof job>(job.id, { n: 1 }, { key });
			await until(async () => (await readRun(runId)).status === "retrying", "retrying");
			expect((await readRun(runId)).leaseUntil).toBeNull();
			const state = await readRunState(database(), key);
			expect(state).toMatchObject({ attempts: 1, maxAttempts: 3 });
			expect(state?.lastFailure).toMatchObject({ reason: "The network is down.", isFinal: false });
			expect(state?.nextTryAt?.getTime()).toBeGreaterThan(state?.lastFailure?.at.getTime() ?? 0);
			const run = await ended(runId);
			expect(run).toMatchObject({ status: "finished", attempts: 3, error: null, reason: null });
			expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(450);
			expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThanOrEqual(750);
		});

		test("after the last attempt the run has failed, for good, and who waits is told once", async () => {
			const seen: number[] = [];
			const job = testJob(
				async (_payload, { attempt }) => {
					seen.push(attempt);
					throw new Error("password of db_7 is wrong");
				},
				{ maxAttempts: 2 },
			);
			await start(job);
			const run = await ended((await enqueue<typeof job>(job.id, { n: 5 })).runId);
			expect(run).toMatchObject({
				status: "failed",
				attempts: 2,
				error: "password of db_7 is wrong",
				payload: { n: 5 },
			});
			expect(run.reason).not.toContain("db_7");
			await queue.reconcile(job);
			expect(seen).toEqual([1, 2]);
			expect(job.ends).toEqual([{ status: "failed", reason: run.reason }]);
		});

		test("an error that no retry can fix ends the run at its first attempt", async () => {
			const job = testJob(async () => {
				throw new AppError("invalid", "This rule names an unknown trait.");
			});
			await start(job);
			const run = await ended((await enqueue<typeof job>(job.id, { n: 1 })).runId);
			expect(run).toMatchObject({
				status: "failed",
				attempts: 1,
				reason: "This rule names an unknown trait.",
			});
		});

		test("a run whose process dies is begun again, each death is an attempt, and after the last it has failed", async () => {
			const begun: number[] = [];
			const job = testJob(
				async (_payload, { attempt, signal }) => {
					begun.push(attempt);
					await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
				},
				{ maxAttempts: 3 },
			);
			await start(job);
			const { runId } = await enqueue<typeof job>(job.id, { n: 1 }, { key: newId("syn") });
			for (const attempt of [1, 2, 3]) {
				await until(() => begun.length === attempt, `attempt ${attempt}`);
				await queue.kill(runId);
				await until(async () => {
					await queue.reconcile(job);
					return (await readRun(runId)).status !== "running";
				}, "the death is noticed");
			}
			const run = await ended(runId);
			expect({ status: run.status, attempts: run.attempts, begun }).toEqual({
				status: "failed",
				attempts: 3,
				begun: [1, 2, 3],
			});
			expect(job.ends).toHaveLength(1);
		});

		test("a run cancelled while it waits never begins, and says so to who waits", async () => {
			const seen: number[] = [];
			const job = testJob(async ({ n }) => seen.push(n));
			const key = newId("imp");
			const { runId } = await enqueue<typeof job>(job.id, { n: 1 }, { key });
			await queue.cancel(job, runId);
			await queue.reconcile(job);
			await start(job);
			const next = await enqueue<typeof job>(job.id, { n: 2 }, { key, joinsWaiting: true });
			expect((await ended(next.runId)).status).toBe("finished");
			await queue.reconcile(job);
			expect({ status: (await readRun(runId)).status, seen }).toEqual({ status: "cancelled", seen: [2] });
			expect(job.ends).toMatchObject([{ status: "cancelled" }]);
		});

		test("a run cancelled while it runs is stopped and stays so", async () => {
			const begun: number[] = [];
			const stopped: number[] = [];
			const job = testJob(async (_payload, { attempt, signal }) => {
				begun.push(attempt);
				await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
			});
			const watched = { ...job, perform: watch(job.perform, stopped) };
			await start(watched);
			const { runId } = await enqueue<typeof job>(job.id, { n: 1 });
			await until(() => begun.length === 1, "begun");
			await queue.cancel(watched, runId);
			await until(() => stopped.length === 1, "the body is stopped");
			await until(async () => {
				await queue.reconcile(watched);
				return (await readRun(runId)).status !== "running";
			}, "the cancel is noticed");
			await queue.reconcile(watched);
			await pause(300);
			expect({ status: (await readRun(runId)).status, begun }).toEqual({ status: "cancelled", begun: [1] });
			expect(job.ends).toMatchObject([{ status: "cancelled" }]);
		});

		test("work that the queue lost before it began is handed over again: nothing is queued for ever", async () => {
			const seen: number[] = [];
			const job = testJob(async ({ n }) => seen.push(n));
			const { runId } = await enqueue<typeof job>(job.id, { n: 1 }, { key: newId("wsp") });
			await queue.lose(job, runId);
			await start(job);
			await queue.reconcile(job);
			expect(await ended(runId)).toMatchObject({ status: "finished", attempts: 1 });
			expect(seen).toEqual([1]);
		});

		test("a tick that failed is seen to have failed, until one goes well", async () => {
			let isWell = false;
			const job = testJob(
				async () => {
					if (!isWell) throw new Error("two workspaces could not be read");
				},
				{ every: "minute" },
			);
			const record = async () => await database().jobRecord.findUniqueOrThrow({ where: { job: job.id } });
			const tick = { ...job, perform: async () => await job.perform({ n: 1 }, noContext) };
			await expect(queue.tick(tick)).rejects.toThrow("two workspaces");
			await expect(queue.tick(tick)).rejects.toThrow("two workspaces");
			expect(await record()).toMatchObject({ failures: 2, error: "two workspaces could not be read" });
			isWell = true;
			await queue.tick(tick);
			expect(await record()).toMatchObject({ failures: 0, error: null });
		});
	});
}

const noContext: JobContext = {
	runId: "",
	attempt: 1,
	signal: new AbortController().signal,
	log: () => {},
	progress: async () => {},
};

function watch(perform: Job["perform"], stopped: number[]): Job["perform"] {
	return async (payload, context) => {
		context.signal.addEventListener("abort", () => stopped.push(context.attempt));
		await perform(payload, context);
	};
}
