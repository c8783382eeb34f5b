import { z } from "zod";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { changedChannel } from "@/lib/segments/server/refresh/note-changed";
import { followSegments } from "@/lib/syncs/server/follow-segments";

/** As soon as people of a segment change: starts the syncs that follow it. */
export const followSegmentsJob = defineJob({
	id: "syncs.follow-segments",
	schema: z.object({ notices: z.array(z.string()).default([]) }),
	retry: usualRetry,
	timeoutSec: 50,
	every: "2 seconds",
	wokenBy: changedChannel,
	run: () => followSegments(),
});
