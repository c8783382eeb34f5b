import { campaignsApi } from "@/lib/campaigns/api";
import { suggestStart } from "@/lib/campaigns/server/suggest-start";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(campaignsApi.start, ({ ctx }) => suggestStart(ctx));
