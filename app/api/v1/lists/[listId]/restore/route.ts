import { listsApi } from "@/lib/lists/api";
import { restoreList } from "@/lib/lists/server/restore-list";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(listsApi.restore, ({ ctx, params }) => restoreList(ctx, params.listId));
