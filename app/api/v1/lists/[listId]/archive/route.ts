import { listsApi } from "@/lib/segments/lists-api";
import { archiveList } from "@/lib/segments/server/lists/archive-list";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(listsApi.archive, ({ ctx, params }) => archiveList(ctx, params.listId));
