import { sourcesApi } from "@/lib/sources/api";
import { getDataCatalogue } from "@/lib/sources/server/get-data-catalogue";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(sourcesApi.catalogue, ({ ctx }) => getDataCatalogue(ctx));
