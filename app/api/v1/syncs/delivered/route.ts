import { syncsApi } from "@/lib/syncs/api";
import { countDelivered } from "@/lib/syncs/server/count-delivered";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.delivered, ({ ctx }) => countDelivered(ctx));
