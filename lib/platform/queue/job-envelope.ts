import { z } from "zod";

/** What travels through either queue: which run, in which hand-over. The payload stays in the run's record. */
export const jobEnvelope = z.object({
	runId: z.string(),
	delivery: z.number().int(),
	attempt: z.number().int(),
});
export type JobEnvelope = z.infer<typeof jobEnvelope>;
