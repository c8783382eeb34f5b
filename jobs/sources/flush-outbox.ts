import { z } from "zod";
import { database } from "@/lib/platform/postgres/database";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { flushOutbox } from "@/lib/platform/warehouse/outbox";
import { warehouse } from "@/lib/platform/warehouse/warehouse";

/** Every minute: sends on what a process that died had accepted for good but not yet given to the warehouse. */
export const flushOutboxJob = defineJob({
	id: "sources.flush-outbox",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 300,
	every: "minute",
	run: async () => await flushOutbox(database(), warehouse()),
});
