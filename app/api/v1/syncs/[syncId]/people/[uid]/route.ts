import { syncPeopleApi } from "@/lib/syncs/people-api";
import { explainPerson } from "@/lib/syncs/server/explain-person";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncPeopleApi.person, ({ ctx, params }) =>
	explainPerson(ctx, params.syncId, params.uid),
);
