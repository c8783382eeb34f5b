import { campaignsApi } from "@/lib/campaigns/api";
import { findLeaks } from "@/lib/campaigns/server/find-leaks";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(campaignsApi.leaks, ({ ctx, params }) => findLeaks(ctx, params.campaignId));
