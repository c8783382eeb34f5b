import { sourcesApi } from "@/lib/sources/api";
import { createWriteKey } from "@/lib/sources/server/create-write-key";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(sourcesApi.createKey, ({ ctx, params }) => createWriteKey(ctx, params));
