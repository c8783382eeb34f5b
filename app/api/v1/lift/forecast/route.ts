import { liftApi } from "@/lib/lift/api";
import { forecastCampaign } from "@/lib/lift/server/forecast-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(liftApi.forecast, ({ ctx, body }) => forecastCampaign(ctx, body));
