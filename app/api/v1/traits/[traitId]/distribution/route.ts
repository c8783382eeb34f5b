import { traitsApi } from "@/lib/traits/api";
import { getDistribution } from "@/lib/traits/server/get-distribution";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(traitsApi.distribution, ({ ctx, params }) =>
	getDistribution(ctx, params.traitId),
);
