import { z } from "zod";

/**
 * The message in either queue: which run, in which hand-over. Payload and attempts stay in the run's record.
 */
export const jobEnvelope = z.object({
	runId: z.string(),
	delivery: z.number().int(),
});
export type JobEnvelope = z.infer<typeof jobEnvelope>;
