import { listsApi } from "@/lib/lists/api";
import { archiveList } from "@/lib/lists/server/archive-list";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(listsApi.archive, ({ ctx, params }) => archiveList(ctx, params.listId));
