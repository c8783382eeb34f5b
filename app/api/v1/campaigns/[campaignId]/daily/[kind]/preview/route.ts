import { dailyApi } from "@/lib/campaigns/daily/daily-api";
import { previewDailyFile } from "@/lib/campaigns/server/daily/preview-daily-file";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(dailyApi.preview, ({ ctx, params, body }) =>
	previewDailyFile(ctx, params, body),
);
