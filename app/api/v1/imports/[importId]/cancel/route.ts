import { importsApi } from "@/lib/sources/api";
import { cancelImport } from "@/lib/sources/server/imports/cancel-import";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(importsApi.cancel, ({ ctx, params }) => cancelImport(ctx, params));
