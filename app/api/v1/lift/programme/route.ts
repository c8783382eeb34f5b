import { liftApi } from "@/lib/lift/api";
import { getProgramme } from "@/lib/lift/server/get-programme";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(liftApi.programme, ({ ctx }) => getProgramme(ctx));
