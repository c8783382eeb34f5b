import { findApi } from "@/lib/find/api";
import { findByName } from "@/lib/find/server/find-by-name";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(findApi.find, ({ ctx, query }) => findByName(ctx, query));
