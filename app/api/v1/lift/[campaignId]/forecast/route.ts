import { liftApi } from "@/lib/lift/api";
import { forecastLaunch } from "@/lib/lift/server/forecast-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(liftApi.forecastLaunch, ({ ctx, params }) =>
	forecastLaunch(ctx, params.campaignId),
);
