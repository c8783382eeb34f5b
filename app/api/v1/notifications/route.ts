import { notificationsApi } from "@/lib/notifications/api";
import { getNotifications } from "@/lib/notifications/server/get-notifications";
import { updateNotifications } from "@/lib/notifications/server/update-notifications";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(notificationsApi.get, ({ ctx }) => getNotifications(ctx));
export const PATCH = defineRoute(notificationsApi.update, ({ ctx, body }) => updateNotifications(ctx, body));
