import { profilesApi } from "@/lib/profiles/api";
import { listProfiles } from "@/lib/profiles/server/list-profiles";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(profilesApi.list, ({ ctx, query }) => listProfiles(ctx, query));
