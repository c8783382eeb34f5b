import { tagsApi } from "@/lib/tags/api";
import { listTags } from "@/lib/tags/server/list-tags";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(tagsApi.list, ({ ctx }) => listTags(ctx));
