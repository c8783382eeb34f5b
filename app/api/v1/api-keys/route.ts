import { apiKeysApi } from "@/lib/workspaces/api";
import { createApiKey } from "@/lib/workspaces/server/create-api-key";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { listApiKeys } from "@/lib/workspaces/server/list-api-keys";

export const GET = defineRoute(apiKeysApi.list, ({ ctx }) => listApiKeys(ctx));
export const POST = defineRoute(apiKeysApi.create, ({ ctx, body }) => createApiKey(ctx, body));
