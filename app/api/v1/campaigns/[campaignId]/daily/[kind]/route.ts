import { dailyApi } from "@/lib/campaigns/daily/daily-api";
import { listDaily } from "@/lib/campaigns/server/daily/list-daily";
import { setDaily } from "@/lib/campaigns/server/daily/set-daily";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(dailyApi.list, ({ ctx, params }) => listDaily(ctx, params));
export const PUT = defineRoute(dailyApi.set, ({ ctx, params, body }) => setDaily(ctx, params, body));
