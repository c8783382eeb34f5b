import { suppressionsApi } from "@/lib/consent/api";
import { listSuppressions } from "@/lib/consent/server/list-suppressions";
import { suppress } from "@/lib/consent/server/suppress";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(suppressionsApi.list, ({ ctx, query }) => listSuppressions(ctx, query));
export const POST = defineRoute(suppressionsApi.add, ({ ctx, body }) => suppress(ctx, body));
