import { z } from "zod";
import { database } from "@/lib/platform/postgres/database";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { tidyUploads } from "@/lib/sources/server/imports/tidy-uploads";

/** Every minute: files that were uploaded and not started within a day are removed. */
export const tidyUploadsJob = defineJob({
	id: "sources.tidy-uploads",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 300,
	every: "minute",
	run: async () => await tidyUploads(database(), new Date()),
});
