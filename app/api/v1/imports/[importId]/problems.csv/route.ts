import { importsApi } from "@/lib/sources/api";
import { downloadProblems } from "@/lib/sources/server/imports/list-problems";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(importsApi.problemsFile, ({ ctx, params }) => downloadProblems(ctx, params));
