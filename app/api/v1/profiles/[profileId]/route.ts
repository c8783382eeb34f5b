import { profilesApi } from "@/lib/profiles/api";
import { getProfile } from "@/lib/profiles/server/get-profile";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(profilesApi.get, ({ ctx, params }) => getProfile(ctx, params));
