import { systemApi } from "@/lib/system/api";
import { getSystem } from "@/lib/system/server/get-system";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(systemApi.get, ({ ctx }) => getSystem(ctx));
