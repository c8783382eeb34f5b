import { dailyApi } from "@/lib/campaigns/daily/daily-api";
import { downloadRefused } from "@/lib/campaigns/server/daily/download-refused";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(dailyApi.refused, ({ ctx, params }) => downloadRefused(ctx, params));
