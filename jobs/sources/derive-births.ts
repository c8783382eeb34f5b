import { z } from "zod";
import { database } from "@/lib/platform/postgres/database";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { deriveBirths } from "@/lib/sources/server/derive-births";

/** Every minute: workspaces from before rules supported birthdays and ages, each once. */
export const deriveBirthsJob = defineJob({
	id: "sources.derive-births",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 600,
	every: "minute",
	run: async () => await deriveBirths(database(), new Date()),
});
