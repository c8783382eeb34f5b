import { privacyApi } from "@/lib/privacy/api";
import { retryErasure } from "@/lib/privacy/server/retry-erasure";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(privacyApi.retryErasure, ({ ctx, params }) => retryErasure(ctx, params));
