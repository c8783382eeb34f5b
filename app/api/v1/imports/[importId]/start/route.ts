import { importsApi } from "@/lib/sources/api";
import { startImport } from "@/lib/sources/server/imports/start-import";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(importsApi.start, ({ ctx, params, body }) =>
	startImport(ctx, { ...params, ...body }),
);
