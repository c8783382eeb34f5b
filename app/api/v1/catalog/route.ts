import { catalogApi } from "@/lib/rules/api";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(catalogApi.get, ({ ctx }) => getCatalog(ctx));
