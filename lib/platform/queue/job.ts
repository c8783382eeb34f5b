import type { z } from "zod";

/** How often and how soon a failed attempt is retried. */
export type RetryPolicy = {
	maxAttempts: number;
	minDelayMs: number;
	maxDelayMs: number;
	/** Each delay is this many times the one before. */
	factor: number;
};

/** A job body's view of its queue; the same on either backend. */
export type JobContext = {
	runId: string;
	/** 1 for the first attempt. */
	attempt: number;
	/** Fires when the process shuts down, the run was cancelled, or the time is up: stop at the next safe point. */
	signal: AbortSignal;
	log: (event: string, fields?: Record<string, unknown>) => void;
	/** Records the run's progress, for display. */
	progress: (progress: Record<string, string | number | boolean>) => Promise<void>;
};

/** How a run ended that is not tried again. */
export type GivenUp = { status: "failed" | "cancelled"; reason: string };

export type JobDefinition<Id extends string, Schema extends z.ZodType> = {
	/** Stable, `noun.verb-noun`: stored work refers to it. */
	id: Id;
	schema: Schema;
	retry: RetryPolicy;
	timeoutSec: number;
	/**
	 * A tick: scheduled automatically, with an empty payload, never retried and never overlapping itself. It
	 * is short and handles what is due, because one that does not get its turn before the next is dropped. On
	 * Trigger.dev, where every start costs, each runs once a minute.
	 */
	every?: "minute" | "2 seconds";
	/**
	 * A Postgres channel: a two-second tick that has one starts at once when something is notified there, and
	 * gets the texts as `notices`. They may be lost; what they announce must be found without them, only
	 * later.
	 */
	wokenBy?: string;
	/**
	 * The body. A two-second tick that returns `againInMs` starts again after that at the latest: something it has seen
	 * is due then.
	 */
	run: (payload: z.output<Schema>, context: JobContext) => Promise<unknown>;
	/**
	 * Called when a run will not be retried, including one that never began: notifies waiters. Safe to
	 * repeat.
	 */
	onGivenUp?: (payload: z.output<Schema>, end: GivenUp) => Promise<unknown>;
};

export type Job<Id extends string = string, Schema extends z.ZodType = z.ZodType> = {
	readonly id: Id;
	readonly schema: Schema;
	readonly retry: RetryPolicy;
	readonly timeoutSec: number;
	readonly every?: "minute" | "2 seconds";
	readonly wokenBy?: string;
	/** Checks the payload and runs the body; what the body returned. */
	readonly perform: (payload: unknown, context: JobContext) => Promise<unknown>;
	readonly giveUp: (payload: unknown, end: GivenUp) => Promise<void>;
};

/** A usual policy: five attempts over about two minutes. */
export const usualRetry: RetryPolicy = { maxAttempts: 5, minDelayMs: 2_000, maxDelayMs: 60_000, factor: 3 };
