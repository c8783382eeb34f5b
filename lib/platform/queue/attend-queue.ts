import { log } from "@/lib/platform/log";
import type { Job } from "@/lib/platform/queue/job";
import { reconcileRuns } from "@/lib/platform/queue/reconcile-runs";
import { noteQueue } from "@/lib/platform/queue/record-job";
import { forgetOldRuns } from "@/lib/platform/queue/tidy-queue";
import type { RelayQueue } from "@/lib/platform/queue/trigger-server";

const everyMs = 15_000;
const reconcileEvery = 2;
const hourlyEvery = 240;

/**
 * A worker's duties besides running jobs: reports liveness, recovers lost work, cleans up. Returns how to
 * stop it.
 */
export function attendQueue(
	jobs: readonly Job[],
	remote: RelayQueue | undefined,
	tidyHourly: () => Promise<void>,
): { stop: () => void } {
	let rounds = 0;
	let isBusy = false;
	let wasProblem: string | null = null;
	const round = async () => {
		const round = rounds++;
		const problem = remote ? await remote.check(jobs) : null;
		await noteQueue(remote ? "trigger.dev" : "postgres", problem);
		if (problem !== null && problem !== wasProblem) log.warn("queue.problem", { problem });
		wasProblem = problem;
		if (round % reconcileEvery === reconcileEvery - 1) await reconcileRuns(jobs, remote);
		if (round % hourlyEvery === hourlyEvery - 1) {
			await forgetOldRuns();
			await tidyHourly();
		}
	};
	const attend = () => {
		// A slow server must not make rounds pile up.
		if (isBusy) return;
		isBusy = true;
		round()
			.catch((error: unknown) => log.warn("queue.tidy_failed", { error }))
			.finally(() => {
				isBusy = false;
			});
	};
	attend();
	const timer = setInterval(attend, everyMs);
	return { stop: () => clearInterval(timer) };
}
