import { importsApi } from "@/lib/sources/api";
import { getImport } from "@/lib/sources/server/imports/get-import";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(importsApi.get, ({ ctx, params }) => getImport(ctx, params));
