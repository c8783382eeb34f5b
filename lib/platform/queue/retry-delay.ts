import { ZodError } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { RetryPolicy } from "@/lib/platform/queue/job";

/** The wait after attempt `attempt` failed; `chance` in [0, 1) spreads retries so that they do not come in waves. */
export function retryDelayMs(retry: RetryPolicy, attempt: number, chance: number): number {
	const full = Math.min(retry.maxDelayMs, retry.minDelayMs * retry.factor ** (attempt - 1));
	return Math.round(full * (0.75 + 0.25 * chance));
}

/** Whether another attempt of the same work cannot succeed: bad payloads and errors marked as permanent. */
export function isPermanent(error: unknown): boolean {
	return error instanceof ZodError || (error instanceof AppError && !error.retryable);
}
