import { listsApi } from "@/lib/segments/lists-api";
import { refreshList } from "@/lib/segments/server/lists/refresh-list";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(listsApi.refresh, ({ ctx, params }) => refreshList(ctx, params.listId));
