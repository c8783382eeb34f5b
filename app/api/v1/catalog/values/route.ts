import { catalogApi } from "@/lib/segments/catalog-api";
import { listValues } from "@/lib/segments/server/list-values";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(catalogApi.values, ({ ctx, query }) => listValues(ctx, query));
