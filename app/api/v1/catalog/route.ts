import { catalogApi } from "@/lib/segments/catalog-api";
import { getCatalog } from "@/lib/segments/server/get-catalog";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(catalogApi.get, ({ ctx }) => getCatalog(ctx));
