import { sourcesApi } from "@/lib/sources/api";
import { revokeWriteKey } from "@/lib/sources/server/revoke-write-key";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const DELETE = defineRoute(sourcesApi.revokeKey, ({ ctx, params }) => revokeWriteKey(ctx, params));
