import { lookupApi } from "@/lib/find/lookup-api";
import { lookUpPerson } from "@/lib/find/server/look-up-person";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(lookupApi.lookUp, ({ ctx, query }) => lookUpPerson(ctx, query));
