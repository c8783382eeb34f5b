import { forecastApi } from "@/lib/lift/forecast-api";
import { forecastCampaign } from "@/lib/lift/server/forecast-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(forecastApi.describe, ({ ctx, body }) => forecastCampaign(ctx, body));
