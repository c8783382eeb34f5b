import { traitsApi } from "@/lib/traits/api";
import { listMoves } from "@/lib/traits/server/list-moves";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(traitsApi.moves, ({ ctx, params, query }) =>
	listMoves(ctx, params.traitId, query),
);
