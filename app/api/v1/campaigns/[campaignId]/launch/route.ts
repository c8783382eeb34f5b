import { campaignsApi } from "@/lib/campaigns/api";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { previewLaunch } from "@/lib/campaigns/server/preview-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(campaignsApi.launchPreview, ({ ctx, params }) =>
	previewLaunch(ctx, params.campaignId),
);

export const POST = defineRoute(campaignsApi.launch, ({ ctx, params }) =>
	launchCampaign(ctx, params.campaignId),
);
