import { setTimeout as sleep } from "node:timers/promises";

type RunningStore = { url: string; ended: Promise<void>; stop: () => Promise<void> };

/** Starts a store and restarts it, on the same port, when it exits unexpectedly. */
export async function keepStore(
	name: string,
	say: (line: string) => void,
	start: (port: number | undefined) => Promise<RunningStore>,
): Promise<{ url: string; stop: () => Promise<void> }> {
	let running = await start(undefined);
	const { url } = running;
	const port = Number(new URL(url).port);
	let isStopping = false;
	let failures = 0;
	let starting: Promise<void> = Promise.resolve();
	const watch = async () => {
		while (true) {
			const startedAt = Date.now();
			await running.ended;
			if (isStopping) return;
			failures = Date.now() - startedAt > 60_000 ? 0 : failures + 1;
			const waitMs = Math.min(30_000, 200 * 2 ** failures);
			say(`${name} ended unexpectedly; starting it again.`);
			await sleep(waitMs);
			if (isStopping) return;
			starting = start(port).then(
				(again) => {
					running = again;
				},
				(error: Error) => say(`${name} could not be started: ${error.message}`),
			);
			await starting;
		}
	};
	void watch();
	return {
		url,
		stop: async () => {
			isStopping = true;
			// Wait for one that is restarting: otherwise it would outlive us.
			await starting;
			await running.stop();
		},
	};
}
