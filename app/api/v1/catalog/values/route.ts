import { catalogApi } from "@/lib/rules/api";
import { listValues } from "@/lib/rules/server/list-values";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(catalogApi.values, ({ ctx, query }) => listValues(ctx, query));
