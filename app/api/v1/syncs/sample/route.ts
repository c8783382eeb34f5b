import { syncsApi } from "@/lib/syncs/api";
import { sampleDraft } from "@/lib/syncs/server/sample-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(syncsApi.sampleDraft, ({ ctx, body }) => sampleDraft(ctx, body));
