import type { z } from "zod";
import type { Job, JobDefinition } from "@/lib/platform/queue/job";

// trigger.config.ts sets this, so that only Trigger.dev's own processes pay for loading its SDK.
const { musterRunsOnTrigger } = globalThis as { musterRunsOnTrigger?: boolean };
const backend = musterRunsOnTrigger ? await import("@/lib/platform/queue/trigger-backend") : undefined;

/**
 * Declares a job for both backends. Its body waits for nothing external: waiting is state in the database and
 * another job with `runAt`. A body may run twice (a process can die between the work and its record), so it
 * must be safe to repeat.
 */
export function defineJob<const Id extends string, Schema extends z.ZodType>(
	definition: JobDefinition<Id, Schema>,
): Job<Id, Schema> {
	const { run, onGivenUp, ...rest } = definition;
	const job: Job<Id, Schema> = {
		...rest,
		perform: async (payload, context) => await run(definition.schema.parse(payload), context),
		giveUp: async (payload, end) => {
			const parsed = definition.schema.safeParse(payload);
			// No one waits for work whose payload never parsed.
			if (parsed.success) await onGivenUp?.(parsed.data, end);
		},
	};
	backend?.registerTask(job);
	return job;
}
