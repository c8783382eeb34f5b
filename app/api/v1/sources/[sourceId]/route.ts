import { sourcesApi } from "@/lib/sources/api";
import { archiveSource } from "@/lib/sources/server/archive-source";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const DELETE = defineRoute(sourcesApi.archive, ({ ctx, params }) => archiveSource(ctx, params));
