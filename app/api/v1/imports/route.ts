import type { ReadableStream } from "node:stream/web";
import { importsApi } from "@/lib/sources/api";
import { listImports } from "@/lib/sources/server/imports/list-imports";
import { uploadImport } from "@/lib/sources/server/imports/upload-import";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(importsApi.list, ({ ctx, query }) => listImports(ctx, query));
export const POST = defineRoute(importsApi.upload, ({ ctx, query, request }) =>
	// Safe because the web stream of a request and node's are the same thing under two type names.
	uploadImport(ctx, { ...query, bytes: request.body as ReadableStream | null }),
);
