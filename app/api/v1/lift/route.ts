import { liftApi } from "@/lib/lift/api";
import { listLift } from "@/lib/lift/server/list-lift";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(liftApi.list, ({ ctx, query }) => listLift(ctx, query));
