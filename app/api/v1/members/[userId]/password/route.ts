import { membersApi } from "@/lib/workspaces/api";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { resetMemberPassword } from "@/lib/workspaces/server/reset-member-password";

export const POST = defineRoute(membersApi.resetPassword, ({ ctx, params }) =>
	resetMemberPassword(ctx, params),
);
