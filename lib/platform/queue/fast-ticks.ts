import { performTick } from "@/lib/platform/queue/execute-run";
import type { Job } from "@/lib/platform/queue/job";
import { type Notices, watchNotices } from "@/lib/platform/queue/watch-notices";

const everyMs = 2_000;
/** Minimum time between the starts of two ticks, however often they are woken. */
const leastMs = 500;
/** The same for one that asks to be started again at a certain time. */
const leastAskedMs = 100;

/**
 * Drives the ticks that are more frequent than a schedule allows: one start every two seconds, or as soon as
 * the previous one has ended if that took longer; earlier when woken, or when the previous one asked for it. Returns when
 * stopped and the running ones have ended.
 */
export async function driveFastTicks(jobs: readonly Job[], stop: AbortSignal): Promise<void> {
	await Promise.all(jobs.filter(({ every }) => every === "2 seconds").map((job) => drive(job, stop)));
}

async function drive(job: Job, stop: AbortSignal): Promise<void> {
	const notices: Notices | null = job.wokenBy ? watchNotices(job.wokenBy, stop) : null;
	while (!stop.aborted) {
		const startedMs = Date.now();
		// Reported and recorded where it failed; the next one runs anyway.
		const result = await performTick(job, stop, notices ? { notices: notices.take() } : {}).catch(() => {});
		const askedMs = Math.max(startedMs + leastAskedMs, Date.now() + readAgain(result));
		await pause(Math.min(startedMs + leastMs, askedMs) - Date.now(), stop);
		if (!notices?.hasSome) await pause(Math.min(startedMs + everyMs, askedMs) - Date.now(), stop, notices);
	}
	await notices?.closed;
}

/** After how many milliseconds a tick asks to be started again; never, if it does not say. */
function readAgain(result: unknown): number {
	const { againInMs } = (result ?? {}) as { againInMs?: unknown };
	return typeof againInMs === "number" ? againInMs : Number.POSITIVE_INFINITY;
}

/** Waits this long, until stopped, or until there is a notice. */
async function pause(ms: number, stop: AbortSignal, notices?: Notices | null): Promise<void> {
	if (ms <= 0 || stop.aborted) return;
	await new Promise<void>((resolve) => {
		const end = () => {
			clearTimeout(timer);
			stop.removeEventListener("abort", end);
			notices?.onNext(null);
			resolve();
		};
		const timer = setTimeout(end, ms);
		stop.addEventListener("abort", end, { once: true });
		notices?.onNext(end);
	});
}
