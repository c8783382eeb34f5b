import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";

const seconds = z.number().nonnegative();
const whole = z.number().int().nonnegative();

/** What an operator watches. Whatever could not be read is null: a store that does not answer has no size of 0. */
export const systemState = z.object({
	at: z.iso.datetime(),
	postgres: z.object({ isUp: z.boolean(), bytes: whole.nullable(), version: z.string().nullable() }),
	warehouse: z.object({ isUp: z.boolean(), bytes: whole.nullable(), version: z.string().nullable() }),
	/** Migrations of this version that a store has not had yet. */
	pendingMigrations: z.array(z.string()).nullable(),
	queue: z
		.object({
			waiting: whole,
			running: whole,
			/** For how long the run that is due the longest has waited; 0 while none is due. */
			oldestDueSeconds: seconds,
		})
		.nullable(),
	/** Rows acknowledged and not yet in the warehouse. */
	outbox: z.object({ batches: whole, oldestSeconds: seconds }).nullable(),
	/** Identifiers that destinations answered for in the last five minutes, by all workspaces. */
	deliveredPerSecond: z.number().nonnegative().nullable(),
});
export type SystemState = z.output<typeof systemState>;

export const systemApi = {
	get: defineApi({
		method: "GET",
		path: "/system",
		summary: "How this installation is: its stores, queue and backlogs",
		allow: "settings.read",
		output: systemState,
	}),
};
