import { profilesApi } from "@/lib/profiles/api";
import { countProfiles } from "@/lib/profiles/server/count-profiles";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(profilesApi.counts, ({ ctx }) => countProfiles(ctx));
