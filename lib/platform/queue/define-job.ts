import type { z } from "zod";

/** How often and how soon a failed attempt is made again. */
export type RetryPolicy = {
	maxAttempts: number;
	minDelayMs: number;
	maxDelayMs: number;
	/** Each delay is this many times the one before. */
	factor: number;
};

/** What a job's body sees of the queue it runs on; the same on either backend. */
export type JobContext = {
	runId: string;
	/** 1 for the first attempt. */
	attempt: number;
	/** Fires when the process shuts down or the time is up: stop at the next safe point. */
	signal: AbortSignal;
	log: (event: string, fields?: Record<string, unknown>) => void;
	/** Notes how far the run is, for whoever looks at its record. */
	progress: (progress: Record<string, string | number | boolean>) => Promise<void>;
};

export type JobDefinition<Id extends string, Schema extends z.ZodType> = {
	/** Stable, `noun.verb-noun`: it stands in stored work. */
	id: Id;
	schema: Schema;
	/** Trigger.dev's queue; runs without a key share its limit. */
	queue: { name: string; concurrencyLimit: number };
	retry: RetryPolicy;
	timeoutSec: number;
	/** A standing schedule in UTC. Such a job gets an empty payload, is not retried and never overlaps itself. */
	cron?: string;
	run: (payload: z.output<Schema>, context: JobContext) => Promise<unknown>;
};

export type Job<Id extends string = string, Schema extends z.ZodType = z.ZodType> = {
	readonly id: Id;
	readonly schema: Schema;
	readonly queue: { name: string; concurrencyLimit: number };
	readonly retry: RetryPolicy;
	readonly timeoutSec: number;
	readonly cron?: string;
	/** Checks the payload and runs the body. */
	readonly perform: (payload: unknown, context: JobContext) => Promise<void>;
};

/** A usual policy: five attempts over about two minutes. */
export const usualRetry: RetryPolicy = { maxAttempts: 5, minDelayMs: 2_000, maxDelayMs: 60_000, factor: 3 };

// trigger.config.ts sets this, so that only Trigger.dev's own processes pay for loading its SDK.
const { musterRunsOnTrigger } = globalThis as { musterRunsOnTrigger?: boolean };
const backend = musterRunsOnTrigger ? await import("@/lib/platform/queue/trigger-backend") : undefined;

/**
 * Declares a job for both backends. Its body waits for nothing outside itself: waiting is state in the database and
 * another job with `runAt`. A body may run twice (a process can die between the work and its record), so it must be
 * safe to repeat.
 */
export function defineJob<const Id extends string, Schema extends z.ZodType>(
	definition: JobDefinition<Id, Schema>,
): Job<Id, Schema> {
	const { run, ...rest } = definition;
	const job: Job<Id, Schema> = {
		...rest,
		perform: async (payload, context) => {
			await run(definition.schema.parse(payload), context);
		},
	};
	backend?.registerTask(job);
	return job;
}
