import { sourcesApi } from "@/lib/sources/api";
import { createSource } from "@/lib/sources/server/create-source";
import { listSources } from "@/lib/sources/server/list-sources";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(sourcesApi.list, ({ ctx }) => listSources(ctx));
export const POST = defineRoute(sourcesApi.create, ({ ctx, body }) => createSource(ctx, body));
