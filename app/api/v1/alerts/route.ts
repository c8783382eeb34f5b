import { alertsApi } from "@/lib/notifications/alerts-api";
import { getAlertSettings, updateAlertSettings } from "@/lib/notifications/server/alert-settings";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(alertsApi.get, ({ ctx }) => getAlertSettings(ctx));
export const PATCH = defineRoute(alertsApi.update, ({ ctx, body }) => updateAlertSettings(ctx, body));
