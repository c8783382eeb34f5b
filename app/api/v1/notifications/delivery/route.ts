import { notificationsApi } from "@/lib/notifications/api";
import { getDelivery } from "@/lib/notifications/server/get-delivery";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(notificationsApi.delivery, ({ ctx }) => getDelivery(ctx));
