import { linksApi } from "@/lib/lift/links-api";
import { createLink } from "@/lib/lift/server/links/create-link";
import { getLink } from "@/lib/lift/server/links/get-link";
import { revokeLink } from "@/lib/lift/server/links/revoke-link";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(linksApi.get, ({ ctx, params }) => getLink(ctx, params.campaignId));
export const POST = defineRoute(linksApi.create, ({ ctx, params, body }) =>
	createLink(ctx, params.campaignId, body),
);
export const DELETE = defineRoute(linksApi.revoke, ({ ctx, params }) => revokeLink(ctx, params.campaignId));
