import { listsApi } from "@/lib/lists/api";
import { getList } from "@/lib/lists/server/get-list";
import { updateList } from "@/lib/lists/server/update-list";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(listsApi.get, ({ ctx, params }) => getList(ctx, params.listId));
export const PATCH = defineRoute(listsApi.update, ({ ctx, params, body }) =>
	updateList(ctx, params.listId, body),
);
