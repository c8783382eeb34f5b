import { importsApi } from "@/lib/sources/api";
import { inspectImport } from "@/lib/sources/server/imports/inspect-import";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(importsApi.inspect, ({ ctx, params, query }) =>
	inspectImport(ctx, { ...params, ...query }),
);
