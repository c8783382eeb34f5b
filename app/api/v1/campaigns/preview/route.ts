import { campaignsApi } from "@/lib/campaigns/api";
import { previewCampaign } from "@/lib/campaigns/server/preview-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(campaignsApi.preview, ({ ctx, body }) => previewCampaign(ctx, body));
