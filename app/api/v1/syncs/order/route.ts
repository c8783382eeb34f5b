import { syncEditApi } from "@/lib/syncs/edit-api";
import { orderSyncs } from "@/lib/syncs/server/order-syncs";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const PUT = defineRoute(syncEditApi.order, ({ ctx, body }) => orderSyncs(ctx, body));
