import { catalogApi } from "@/lib/segments/catalog-api";
import { countProperties } from "@/lib/segments/server/count-properties";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(catalogApi.properties, ({ ctx, query }) => countProperties(ctx, query));
