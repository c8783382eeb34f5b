import { globalHoldoutApi } from "@/lib/campaigns/global-holdout-api";
import { rotateGlobalHoldout } from "@/lib/campaigns/server/global-holdout/change-global-holdout";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(globalHoldoutApi.rotate, ({ ctx, body }) => rotateGlobalHoldout(ctx, body));
