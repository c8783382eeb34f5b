import { membershipsApi } from "@/lib/segments/memberships-api";
import { listMemberships } from "@/lib/segments/server/list-memberships";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(membershipsApi.list, ({ ctx, params }) => listMemberships(ctx, params));
