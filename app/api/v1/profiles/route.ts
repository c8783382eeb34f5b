import { profilesApi } from "@/lib/profiles/api";
import { listPeople } from "@/lib/segments/server/list-people";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(profilesApi.list, ({ ctx, query }) => listPeople(ctx, query));
