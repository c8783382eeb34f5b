import { catalogApi } from "@/lib/rules/api";
import { listExamples } from "@/lib/rules/server/list-examples";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(catalogApi.examples, ({ ctx }) => listExamples(ctx));
