import { syncRequestsApi } from "@/lib/syncs/requests-api";
import { dryRunSync } from "@/lib/syncs/server/dry-run";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncRequestsApi.dryRun, ({ ctx, params }) => dryRunSync(ctx, params.syncId));
