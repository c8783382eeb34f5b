import { syncsApi } from "@/lib/syncs/api";
import { forecastSchedule } from "@/lib/syncs/server/check-schedule";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.forecast, ({ ctx, query }) => forecastSchedule(ctx, query.cron));
