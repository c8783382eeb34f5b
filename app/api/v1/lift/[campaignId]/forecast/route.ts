import { forecastApi } from "@/lib/lift/forecast-api";
import { forecastLaunch } from "@/lib/lift/server/forecast-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(forecastApi.launch, ({ ctx, params }) =>
	forecastLaunch(ctx, params.campaignId),
);
