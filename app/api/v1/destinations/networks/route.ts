import { destinationsApi } from "@/lib/destinations/api";
import { listNetworks } from "@/lib/destinations/server/list-networks";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(destinationsApi.networks, ({ ctx }) => listNetworks(ctx));
