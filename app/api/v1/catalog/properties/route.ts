import { catalogApi } from "@/lib/rules/api";
import { countProperties } from "@/lib/rules/server/count-properties";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(catalogApi.properties, ({ ctx, query }) => countProperties(ctx, query));
