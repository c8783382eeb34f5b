import { auditApi } from "@/lib/workspaces/api";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { listAuditEntries } from "@/lib/workspaces/server/list-audit-entries";

export const GET = defineRoute(auditApi.list, ({ ctx, query }) => listAuditEntries(ctx, query));
