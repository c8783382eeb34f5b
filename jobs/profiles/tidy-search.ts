import { z } from "zod";
import { database } from "@/lib/platform/postgres/database";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { tidySearch } from "@/lib/profiles/server/search/tidy-search";

/** Every minute: keeps the changes recorded for people search small, even where no one searches. */
export const tidySearchJob = defineJob({
	id: "profiles.tidy-search",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 300,
	every: "minute",
	run: async () => await tidySearch(database()),
});
