// One run of the job in its own process, for the crash test: the mail server kills it once it has the email.
import { sendNotifications } from "@/lib/notifications/server/send-notifications";

const [, , workspaceId, now] = process.argv;
if (!workspaceId || !now) throw new Error("usage: run-send <workspace id> <instant>");

await sendNotifications({ workspaceId, now: new Date(now) });
process.exit(0);
