import { workspaceApi } from "@/lib/workspaces/api";
import { changeOwnPassword } from "@/lib/workspaces/server/change-own-password";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(workspaceApi.changePassword, ({ ctx, body }) => changeOwnPassword(ctx, body));
