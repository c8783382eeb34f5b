import { z } from "zod";
import { runQuestion, syncPreview } from "@/lib/syncs/contracts";

/** What a run would send, down to the requests; nothing is sent to find out. */
export const dryRun = z.object({
	preview: syncPreview,
	/** Why the next run would ask first; null when it would not. */
	question: runQuestion.nullable(),
	/** Some of the people who would be added. */
	sample: z.array(z.object({ uid: z.number().int(), label: z.string(), kinds: z.array(z.string()) })),
	/** The requests for that sample, as the network would get them, with identifiers and secrets covered. */
	requests: z.array(
		z.object({
			operation: z.enum(["add", "remove"]),
			method: z.string(),
			url: z.string(),
			headers: z.record(z.string(), z.string()),
			body: z.string().nullable(),
		}),
	),
});
export type DryRun = z.output<typeof dryRun>;
