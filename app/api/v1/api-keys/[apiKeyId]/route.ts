import { apiKeysApi } from "@/lib/workspaces/api";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { revokeApiKey } from "@/lib/workspaces/server/revoke-api-key";

export const DELETE = defineRoute(apiKeysApi.revoke, ({ ctx, params }) => revokeApiKey(ctx, params));
