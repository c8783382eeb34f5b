import { importsApi } from "@/lib/sources/api";
import { previewImport } from "@/lib/sources/server/imports/preview-import";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(importsApi.preview, ({ ctx, params, body }) =>
	previewImport(ctx, { ...params, ...body }),
);
