import { syncsApi } from "@/lib/syncs/api";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.ofPerson, ({ ctx, params }) => explainDelivery(ctx, params.uid));
