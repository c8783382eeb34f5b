import { importsApi } from "@/lib/sources/api";
import { listProblems } from "@/lib/sources/server/imports/list-problems";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(importsApi.problems, ({ ctx, params, query }) =>
	listProblems(ctx, { ...params, ...query }),
);
