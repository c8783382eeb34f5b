import { figuresApi } from "@/lib/segments/figures-api";
import { listFigures } from "@/lib/segments/server/list-figures";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(figuresApi.list, ({ ctx, query }) => listFigures(ctx, query));
