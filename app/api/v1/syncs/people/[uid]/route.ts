import { explainPersonDelivery } from "@/lib/privacy/server/explain-person-delivery";
import { syncsApi } from "@/lib/syncs/api";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.ofPerson, ({ ctx, params }) =>
	explainPersonDelivery(ctx, params.uid),
);
