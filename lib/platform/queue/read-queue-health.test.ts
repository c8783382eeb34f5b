import { expect, test } from "vitest";
import { type JobHealth, judgeQueue } from "@/lib/platform/queue/read-queue-health";

const now = new Date("2026-11-29T12:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const job = (startedAgo: number, failures = 0): JobHealth => ({
	job: "syncs.run-due",
	lastStartedAt: ago(startedAgo),
	lastEndedAt: ago(startedAgo),
	lastFailedAt: failures > 0 ? ago(startedAgo) : null,
	failures,
});
const worker = (queue: string, seenAgo: number, problem: string | null = null) => ({
	queue,
	seen_at: ago(seenAgo),
	problem,
});

test("all is well while a worker is seen and jobs begin", () => {
	const health = judgeQueue(worker("postgres", 20), [job(40)], now);
	expect(health).toMatchObject({ queue: "postgres", isRunning: true, problem: null, lastStartedAt: ago(40) });
});

test("a worker silent for more than three minutes counts as gone, and one never seen too", () => {
	expect(judgeQueue(worker("postgres", 180), [job(40)], now).isRunning).toBe(true);
	const gone = judgeQueue(worker("postgres", 181), [job(40)], now);
	expect(gone).toMatchObject({ isRunning: false });
	expect(gone.problem).toContain("No worker is running");
	expect(judgeQueue(undefined, [], now)).toMatchObject({
		queue: null,
		isRunning: false,
		lastStartedAt: null,
	});
});

test("Trigger.dev that responds but runs nothing is distinguished from one that does not respond", () => {
	const idle = judgeQueue(worker("trigger.dev", 10), [job(181)], now);
	expect(idle.problem).toContain("no worker of it runs the jobs");
	const away = judgeQueue(worker("trigger.dev", 10, "Trigger.dev at x does not answer: 502"), [job(10)], now);
	expect(away).toMatchObject({ isRunning: false, problem: "Trigger.dev at x does not answer: 502" });
});

test("a job that failed three times in a row is named; jobs still run", () => {
	expect(judgeQueue(worker("postgres", 10), [job(10, 2)], now).problem).toBeNull();
	const failing = judgeQueue(worker("postgres", 10), [job(10, 3)], now);
	expect(failing).toMatchObject({ isRunning: true });
	expect(failing.problem).toContain("syncs.run-due (3 times in a row)");
});
