import { globalHoldoutApi } from "@/lib/campaigns/global-holdout-api";
import {
	releaseGlobalHoldout,
	startGlobalHoldout,
} from "@/lib/campaigns/server/global-holdout/change-global-holdout";
import { getGlobalHoldout } from "@/lib/campaigns/server/global-holdout/get-global-holdout";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(globalHoldoutApi.get, ({ ctx }) => getGlobalHoldout(ctx));
export const POST = defineRoute(globalHoldoutApi.start, ({ ctx, body }) => startGlobalHoldout(ctx, body));
export const DELETE = defineRoute(globalHoldoutApi.release, ({ ctx }) => releaseGlobalHoldout(ctx));
