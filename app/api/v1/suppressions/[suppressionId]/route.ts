import { suppressionsApi } from "@/lib/consent/api";
import { removeSuppression } from "@/lib/consent/server/list-suppressions";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const DELETE = defineRoute(suppressionsApi.remove, ({ ctx, params }) =>
	removeSuppression(ctx, params),
);
