import { privacyApi } from "@/lib/privacy/api";
import { getErasure } from "@/lib/privacy/server/list-erasures";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(privacyApi.getErasure, ({ ctx, params }) => getErasure(ctx, params));
