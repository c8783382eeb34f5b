import { z } from "zod";
import { sendNotifications } from "@/lib/notifications/server/send-notifications";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";

/** Every minute: emails members what is new to them. */
export const sendNotificationsJob = defineJob({
	id: "notifications.send-notifications",
	schema: z.object({}),
	retry: usualRetry,
	timeoutSec: 300,
	every: "minute",
	run: async (_payload, { signal }) => await sendNotifications({ signal }),
});
