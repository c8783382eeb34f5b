import { listsApi } from "@/lib/lists/api";
import { refreshList } from "@/lib/lists/server/refresh-list";
import { refreshListUsers } from "@/lib/segments/server/refresh/refresh-list-users";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(listsApi.refresh, async ({ ctx, params }) => {
	const list = await refreshList(ctx, params.listId);
	await refreshListUsers(ctx, params.listId);
	return list;
});
