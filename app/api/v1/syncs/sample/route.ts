import { syncRequestsApi } from "@/lib/syncs/requests-api";
import { sampleDraft } from "@/lib/syncs/server/sample-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(syncRequestsApi.sampleDraft, ({ ctx, body }) => sampleDraft(ctx, body));
