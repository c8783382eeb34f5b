import { workspaceApi } from "@/lib/workspaces/api";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { getWorkspace } from "@/lib/workspaces/server/get-workspace";
import { updateWorkspace } from "@/lib/workspaces/server/update-workspace";

export const GET = defineRoute(workspaceApi.get, ({ ctx }) => getWorkspace(ctx));
export const PATCH = defineRoute(workspaceApi.update, ({ ctx, body }) => updateWorkspace(ctx, body));
