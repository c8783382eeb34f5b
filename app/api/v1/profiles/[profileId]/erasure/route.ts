import { privacyApi } from "@/lib/privacy/api";
import { requestErasure } from "@/lib/privacy/server/request-erasure";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(privacyApi.erase, ({ ctx, params }) => requestErasure(ctx, params));
