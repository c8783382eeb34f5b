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
	/** Fires when the process shuts down, the run was cancelled, or the time is up: stop at the next safe point. */
	signal: AbortSignal;
	log: (event: string, fields?: Record<string, unknown>) => void;
	/** Notes how far the run is, for whoever looks at its record. */
	progress: (progress: Record<string, string | number | boolean>) => Promise<void>;
};

/** How a run ended that is not tried again. */
export type GivenUp = { status: "failed" | "cancelled"; reason: string };

export type JobDefinition<Id extends string, Schema extends z.ZodType> = {
	/** Stable, `noun.verb-noun`: it stands in stored work. */
	id: Id;
	schema: Schema;
	retry: RetryPolicy;
	timeoutSec: number;
	/**
	 * A tick: it comes by itself, gets an empty payload, is not retried and never overlaps itself. It is short and works on
	 * what is due, because one that does not get its turn before the next is dropped. On Trigger.dev, where every start
	 * costs, each comes once a minute.
	 */
	every?: "minute" | "5 seconds";
	run: (payload: z.output<Schema>, context: JobContext) => Promise<unknown>;
	/** Called when a run will not be tried again, also one that never began: tells whoever waits. Safe to repeat. */
	onGivenUp?: (payload: z.output<Schema>, end: GivenUp) => Promise<unknown>;
};

export type Job<Id extends string = string, Schema extends z.ZodType = z.ZodType> = {
	readonly id: Id;
	readonly schema: Schema;
	readonly retry: RetryPolicy;
	readonly timeoutSec: number;
	readonly every?: "minute" | "5 seconds";
	/** Checks the payload and runs the body. */
	readonly perform: (payload: unknown, context: JobContext) => Promise<void>;
	readonly giveUp: (payload: unknown, end: GivenUp) => Promise<void>;
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
	const { run, onGivenUp, ...rest } = definition;
	const job: Job<Id, Schema> = {
		...rest,
		perform: async (payload, context) => {
			await run(definition.schema.parse(payload), context);
		},
		giveUp: async (payload, end) => {
			const parsed = definition.schema.safeParse(payload);
			// Nobody waits for work that was never understood.
			if (parsed.success) await onGivenUp?.(parsed.data, end);
		},
	};
	backend?.registerTask(job);
	return job;
}
