import { sourcesApi } from "@/lib/sources/api";
import { listMessages } from "@/lib/sources/server/list-messages";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(sourcesApi.messages, ({ ctx, params }) => listMessages(ctx, params));
