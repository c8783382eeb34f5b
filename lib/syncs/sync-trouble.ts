import { z } from "zod";

/** What is not as it should be in a sync though its runs do not fail. */
export const syncTrouble = z.object({
	kind: z.enum(["stalled", "backlog", "wanted_jump", "delivered_jump", "low_match", "missing_fields"]),
	/** What is wrong, after the sync's name: "has not run for 4 hours". */
	title: z.string(),
	detail: z.string(),
});
export type SyncTrouble = z.output<typeof syncTrouble>;
