import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";

/** A live link to a campaign's results. Its token is never returned again. */
export const resultLink = z.object({
	id: idSchema("lnk"),
	createdBy: z.string(),
	createdAt: z.iso.datetime(),
	/** The first instant at which it no longer opens. */
	expiresAt: z.iso.datetime(),
});
export type ResultLink = z.output<typeof resultLink>;

const params = z.object({ campaignId: idSchema("cmp") });

export const linksApi = {
	get: defineApi({
		method: "GET",
		path: "/lift/{campaignId}/link",
		summary: "The live read-only link to a campaign's results, or null",
		allow: "campaigns.write",
		params,
		output: z.object({ link: resultLink.nullable() }),
	}),
	create: defineApi({
		method: "POST",
		path: "/lift/{campaignId}/link",
		summary:
			"Create a read-only link to a campaign's results, in place of an earlier one; its token is returned once",
		allow: "campaigns.write",
		params,
		body: z.object({
			/** The last day on which it opens, in the workspace's time zone. */
			lastDay: z.iso.date("Give a day, such as 2026-12-31."),
		}),
		output: z.object({ link: resultLink, token: z.string() }),
		status: 201,
	}),
	revoke: defineApi({
		method: "DELETE",
		path: "/lift/{campaignId}/link",
		summary: "Revoke the read-only link to a campaign's results: the next request with it finds nothing",
		allow: "campaigns.write",
		params,
		output: z.object({ link: resultLink.nullable() }),
	}),
};
