import { z } from "zod";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { defineJob } from "@/lib/platform/queue/define-job";
import type { GivenUp, JobContext } from "@/lib/platform/queue/job";

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
	for (const startedMs = Date.now(); Date.now() - startedMs < 15_000; await pause(20)) {
		if (await isTrue()) return;
	}
	throw new Error(`not within 15 s: ${what}`);
}

export async function readRun(runId: string) {
	return await database().jobRun.findUniqueOrThrow({ where: { id: runId } });
}

export async function ended(runId: string) {
	await until(async () => ["finished", "failed", "cancelled"].includes((await readRun(runId)).status), runId);
	return await readRun(runId);
}

/** A job of one test alone: its id is its own, so that other suites' workers leave it be. */
export function testJob(
	run: (payload: { n: number }, context: JobContext) => Promise<unknown>,
	options: { maxAttempts?: number; minDelayMs?: number; timeoutSec?: number; every?: "minute" } = {},
) {
	const ends: GivenUp[] = [];
	const job = defineJob({
		id: newId("job"),
		schema: z.object({ n: z.number() }),
		retry: {
			maxAttempts: options.maxAttempts ?? 3,
			minDelayMs: options.minDelayMs ?? 50,
			maxDelayMs: 1_000,
			factor: 2,
		},
		timeoutSec: options.timeoutSec ?? 30,
		...(options.every ? { every: options.every } : {}),
		run,
		onGivenUp: async (_payload, end) => ends.push(end),
	});
	return Object.assign(job, { ends });
}
