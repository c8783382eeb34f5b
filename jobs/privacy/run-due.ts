import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { runDueErasures } from "@/lib/privacy/server/run-due-erasures";

/** Every minute: resumes erasures that are not confirmed everywhere and whose next attempt is due. */
export const runDueErasuresJob = defineJob({
	id: "privacy.run-due",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 50,
	every: "minute",
	run: async () => await runDueErasures(),
});
