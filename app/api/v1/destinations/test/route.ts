import { destinationsApi } from "@/lib/destinations/api";
import { testConnection } from "@/lib/destinations/server/test-connection";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(destinationsApi.testValues, ({ ctx, body }) => testConnection(ctx, body));
