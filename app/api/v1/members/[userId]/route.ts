import { membersApi } from "@/lib/workspaces/api";
import { changeMemberRole } from "@/lib/workspaces/server/change-member-role";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { removeMember } from "@/lib/workspaces/server/remove-member";

export const PATCH = defineRoute(membersApi.changeRole, ({ ctx, params, body }) =>
	changeMemberRole(ctx, { ...params, ...body }),
);
export const DELETE = defineRoute(membersApi.remove, ({ ctx, params, query }) =>
	removeMember(ctx, { ...params, ...query }),
);
