import { destinationsApi } from "@/lib/destinations/api";
import { readFields } from "@/lib/destinations/server/read-fields";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(destinationsApi.fields, ({ ctx, params }) =>
	readFields(ctx, params.destinationId),
);
