import { dailyApi } from "@/lib/campaigns/daily/daily-api";
import { importDailyFile } from "@/lib/campaigns/server/daily/import-daily-file";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(dailyApi.import, ({ ctx, params, body }) =>
	importDailyFile(ctx, params, body),
);
