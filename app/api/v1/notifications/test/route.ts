import { notificationsApi } from "@/lib/notifications/api";
import { sendTestEmail } from "@/lib/notifications/server/send-test-email";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(notificationsApi.sendTest, ({ ctx }) => sendTestEmail(ctx));
