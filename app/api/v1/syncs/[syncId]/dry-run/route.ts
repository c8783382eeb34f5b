import { syncsApi } from "@/lib/syncs/api";
import { dryRunSync } from "@/lib/syncs/server/dry-run";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.dryRun, ({ ctx, params }) => dryRunSync(ctx, params.syncId));
