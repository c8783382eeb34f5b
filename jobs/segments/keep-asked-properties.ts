import { z } from "zod";
import { database } from "@/lib/platform/postgres/database";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { warehouse } from "@/lib/platform/warehouse/warehouse";
import { keepAskedProperties } from "@/lib/segments/server/keep-asked-properties";

/** Rules change seldom, and nothing waits for a column. */
const pauseMs = 10 * 60_000;
let nextMs = 0;

/** Every ten minutes: gives properties used by rules their own columns. */
export const keepAskedPropertiesJob = defineJob({
	id: "segments.keep-asked-properties",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 50,
	every: "minute",
	run: async () => {
		if (Date.now() < nextMs) return { skipped: "not yet" };
		const kept = await keepAskedProperties(database(), warehouse());
		// Work in progress is checked again soon.
		nextMs = Date.now() + (kept.added + kept.filling + kept.retired > 0 ? 0 : pauseMs);
		return kept;
	},
});
