import { listsApi } from "@/lib/lists/api";
import { startListUpload } from "@/lib/lists/server/start-list-upload";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(listsApi.startUpload, ({ ctx, params, body }) =>
	startListUpload(ctx, params.listId, body),
);
