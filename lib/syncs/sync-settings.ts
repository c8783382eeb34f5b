import { z } from "zod";

/** What becomes of the people at the destination when a sync is archived. */
/** Whether an audience is for reaching its people or for keeping ads from them. */
export const audienceUses = ["include", "exclude"] as const;
export type AudienceUse = (typeof audienceUses)[number];

export const audienceEnds = ["leave", "empty"] as const;
export type AudienceEnd = (typeof audienceEnds)[number];

const everyMinutes = z.number().int().min(5, "at least every 5 minutes").max(43_200, "at most every 30 days");

/**
 * When a sync runs, besides when someone starts it: at an interval, at the times of a cron expression in the
 * workspace's time zone, after each refresh of the segment that follows a change, or as soon as its people
 * change.
 */
export const syncSchedule = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("manual") }),
	z.strictObject({ kind: z.literal("interval"), everyMinutes }),
	z.strictObject({ kind: z.literal("cron"), cron: z.string().trim().min(1, "A time is needed").max(100) }),
	z.strictObject({ kind: z.literal("after_refresh") }),
	z.strictObject({ kind: z.literal("real_time") }),
]);
export type SyncSchedule = z.output<typeof syncSchedule>;

/** The next runs of a cron expression, for whoever is writing one. */
export const scheduleForecast = z.object({
	timeZone: z.string(),
	/** Why it is not a schedule; null when it is. */
	problem: z.string().nullable(),
	runs: z.array(z.string()),
});
export type ScheduleForecast = z.output<typeof scheduleForecast>;

/** Limits beyond which a run asks before it sends, and the fewest people to add to an audience. */
export const syncGuards = z.strictObject({
	/** Percent of the delivered people who may enter or leave in one run; null: a run never asks. */
	changePercent: z.number().int().min(1, "at least 1%").max(100, "at most 100%").nullable(),
	/** A run never asks about fewer people than this. */
	changePeople: z.number().int().min(1, "at least 1").max(100_000_000),
	/** With fewer wanted people no one is added; those who leave are still removed. 0: no minimum. */
	minimumAudience: z.number().int().min(0, "0 or more").max(100_000_000),
});
export type SyncGuards = z.output<typeof syncGuards>;
