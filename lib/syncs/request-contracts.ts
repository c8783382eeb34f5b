import { z } from "zod";
import { peopleCount } from "@/lib/workspaces/people-count";

const exchangeView = z.object({
	/** Method and address. */
	line: z.string(),
	/** Null: no answer came. */
	status: z.number().int().nullable(),
	answer: z.string(),
	tookMs: z.number().int(),
	at: z.string(),
});
export type ExchangeView = z.output<typeof exchangeView>;

export const requestView = z.object({
	seq: z.number().int(),
	operation: z.enum(["add", "remove"]),
	keyCount: peopleCount,
	status: z.string(),
	message: z.string().nullable(),
	detail: z.string().nullable(),
	sentAt: z.string(),
	answeredAt: z.string().nullable(),
	/** What was sent and answered, without identifiers and secrets; kept for the last runs only. */
	exchanges: z.array(exchangeView),
});
export type RequestView = z.output<typeof requestView>;
