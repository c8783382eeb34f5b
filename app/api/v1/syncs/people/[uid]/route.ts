import { explainPersonDelivery } from "@/lib/privacy/server/explain-person-delivery";
import { syncPeopleApi } from "@/lib/syncs/people-api";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncPeopleApi.ofPerson, ({ ctx, params }) =>
	explainPersonDelivery(ctx, params.uid),
);
