import { membersApi } from "@/lib/workspaces/api";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { inviteMember } from "@/lib/workspaces/server/invite-member";
import { listMembers } from "@/lib/workspaces/server/list-members";

export const GET = defineRoute(membersApi.list, ({ ctx }) => listMembers(ctx));
export const POST = defineRoute(membersApi.invite, ({ ctx, body }) => inviteMember(ctx, body));
