import { alertsApi } from "@/lib/notifications/alerts-api";
import { sendTestAlert } from "@/lib/notifications/server/send-test-alert";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(alertsApi.sendTest, ({ ctx, body }) => sendTestAlert(ctx, body));
