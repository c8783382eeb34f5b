import { setTimeout as sleep } from "node:timers/promises";
import { performTick } from "@/lib/platform/queue/execute-run";
import type { Job } from "@/lib/platform/queue/job";

const everyMs = 2_000;

/**
 * Drives the ticks that come more often than a schedule can: one start every two seconds, or as soon as the one before
 * has ended when that took longer. Returns when stopped and the running ones have ended.
 */
export async function driveFastTicks(jobs: readonly Job[], stop: AbortSignal): Promise<void> {
	await Promise.all(jobs.filter(({ every }) => every === "2 seconds").map((job) => drive(job, stop)));
}

async function drive(job: Job, stop: AbortSignal): Promise<void> {
	while (!stop.aborted) {
		const startedMs = Date.now();
		// Said and recorded where it failed; the next one comes all the same.
		await performTick(job, stop).catch(() => {});
		const waitMs = Math.max(0, everyMs - (Date.now() - startedMs));
		await sleep(waitMs, undefined, { signal: stop }).catch(() => {});
	}
}
