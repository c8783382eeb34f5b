import { dailyApi } from "@/lib/campaigns/daily/daily-api";
import { undoReport } from "@/lib/campaigns/server/daily/undo-report";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const DELETE = defineRoute(dailyApi.undo, ({ ctx, params }) => undoReport(ctx, params));
