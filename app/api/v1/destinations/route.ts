import { destinationsApi } from "@/lib/destinations/api";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { listDestinations } from "@/lib/destinations/server/get-destination";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(destinationsApi.list, ({ ctx }) => listDestinations(ctx));
export const POST = defineRoute(destinationsApi.connect, ({ ctx, body }) => connectDestination(ctx, body));
