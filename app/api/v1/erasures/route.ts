import { privacyApi } from "@/lib/privacy/api";
import { listErasures } from "@/lib/privacy/server/list-erasures";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(privacyApi.listErasures, ({ ctx, query }) => listErasures(ctx, query));
