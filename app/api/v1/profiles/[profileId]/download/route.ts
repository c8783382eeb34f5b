import { privacyApi } from "@/lib/privacy/api";
import { downloadPerson } from "@/lib/privacy/server/download-person";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(privacyApi.download, ({ ctx, params, query }) =>
	downloadPerson(ctx, { ...params, ...query }),
);
