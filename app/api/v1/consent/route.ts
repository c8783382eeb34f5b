import { consentApi } from "@/lib/sources/api";
import { recordConsent } from "@/lib/sources/server/record-consent";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(consentApi.record, ({ ctx, body }) => recordConsent(ctx, body));
