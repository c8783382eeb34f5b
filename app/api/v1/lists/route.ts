import { listsApi } from "@/lib/segments/lists-api";
import { createList } from "@/lib/segments/server/lists/create-list";
import { listLists } from "@/lib/segments/server/lists/list-lists";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(listsApi.list, ({ ctx }) => listLists(ctx));
export const POST = defineRoute(listsApi.create, ({ ctx, body }) => createList(ctx, body));
