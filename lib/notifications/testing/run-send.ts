// One run of the job in a process of its own, for the crash test: the mail server kills it when it has the email.
import { sendNotifications } from "@/lib/notifications/server/send-notifications";

const [, , workspaceId, now] = process.argv;
if (!workspaceId || !now) throw new Error("usage: run-send <workspace id> <instant>");

await sendNotifications({ workspaceId, now: new Date(now) });
process.exit(0);
