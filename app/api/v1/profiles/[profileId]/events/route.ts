import { profilesApi } from "@/lib/profiles/api";
import { listProfileEvents } from "@/lib/profiles/server/list-profile-events";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(profilesApi.listEvents, ({ ctx, params, query }) =>
	listProfileEvents(ctx, { ...params, ...query }),
);
