import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@/lib/platform/embedded/free-port";

// Response times are measured, not the rate limits.
const unlimited = { API_REQUESTS_PER_KEY: "0", API_REQUESTS_PER_ADDRESS: "0" };

/**
 * Starts the built web app on this process's stores. No worker runs beside it: only the queries are measured.
 */
export async function startWeb(): Promise<{ url: string; stop: () => Promise<void> }> {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
	const child = fork(next, ["start", "--hostname", "127.0.0.1", "--port", String(port)], {
		execArgv: ["--max-semi-space-size=4"],
		env: { ...process.env, NODE_ENV: "production", NEXTAUTH_URL: url, ...unlimited },
		stdio: ["ignore", "ignore", "inherit", "ipc"],
	});
	const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
	const until = Date.now() + 60_000;
	while (!(await answers(`${url}/api/health`))) {
		if (child.exitCode !== null) throw new Error("The web app ended while starting.");
		if (Date.now() > until) throw new Error("The web app does not answer after a minute.");
		await sleep(50);
	}
	return {
		url,
		stop: async () => {
			child.kill("SIGTERM");
			await ended;
		},
	};
}

async function answers(url: string): Promise<boolean> {
	try {
		const response = await fetch(url);
		await response.arrayBuffer();
		return response.ok;
	} catch {
		return false;
	}
}
