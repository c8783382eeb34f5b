import { z } from "zod";
import { database } from "@/lib/platform/postgres/database";
import { defineJob, usualRetry } from "@/lib/platform/queue/define-job";
import { deriveBirths } from "@/lib/sources/server/derive-births";

/** Every ten minutes: workspaces from before rules could ask about birthdays and ages, each once. */
export const deriveBirthsJob = defineJob({
	id: "sources.derive-births",
	schema: z.object({}),
	queue: { name: "ticks", concurrencyLimit: 1 },
	retry: usualRetry,
	timeoutSec: 3_600,
	cron: "*/10 * * * *",
	run: async () => await deriveBirths(database(), new Date()),
});
