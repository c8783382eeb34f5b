import { listsApi } from "@/lib/lists/api";
import { createList } from "@/lib/lists/server/create-list";
import { listLists } from "@/lib/lists/server/list-lists";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(listsApi.list, ({ ctx }) => listLists(ctx));
export const POST = defineRoute(listsApi.create, ({ ctx, body }) => createList(ctx, body));
