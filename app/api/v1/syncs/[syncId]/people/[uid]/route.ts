import { syncsApi } from "@/lib/syncs/api";
import { explainPerson } from "@/lib/syncs/server/explain-person";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.person, ({ ctx, params }) =>
	explainPerson(ctx, params.syncId, params.uid),
);
