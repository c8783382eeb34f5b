import { listsApi } from "@/lib/segments/lists-api";
import { refreshList } from "@/lib/segments/server/lists/refresh-list";
import { refreshListUsers } from "@/lib/segments/server/refresh-list-users";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(listsApi.refresh, async ({ ctx, params }) => {
	const list = await refreshList(ctx, params.listId);
	await refreshListUsers(ctx, params.listId);
	return list;
});
