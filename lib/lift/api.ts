import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import { attribution } from "@/lib/lift/attribution";
import { liftReadOut, liftSummary, programmeReadOut } from "@/lib/lift/contracts";
import { engagement } from "@/lib/lift/engagement";

/** What the adjusted figures are adjusted for: a numeric trait; without one, the same metric before the assignment. */
export const liftQuery = z.object({
	trait: z.string().min(1).max(200).optional(),
	/** A text or yes/no trait: the results by its values. */
	slice: z.string().min(1).max(200).optional(),
});

export const liftApi = {
	list: defineApi({
		method: "GET",
		path: "/lift",
		summary: "Verdict and main figures of every campaign that has been launched or imported, newest first",
		allow: "campaigns.read",
		query: pageQuery,
		output: pageOf(liftSummary),
	}),
	programme: defineApi({
		method: "GET",
		path: "/lift/programme",
		summary: "What all campaigns together added, against the people of the global holdout",
		allow: "campaigns.read",
		output: z.object({ programme: programmeReadOut.nullable() }),
	}),
	get: defineApi({
		method: "GET",
		path: "/lift/{campaignId}",
		summary:
			"What a campaign added: treated against held-out people, with intervals, money, health and a verdict",
		allow: "campaigns.read",
		params: z.object({ campaignId: idSchema("cmp") }),
		query: liftQuery,
		output: liftReadOut,
	}),
	attribution: defineApi({
		method: "GET",
		path: "/lift/{campaignId}/attribution",
		summary:
			"What attribution models would credit a campaign with: last click or delivery, first, linear, position-based",
		allow: "campaigns.read",
		params: z.object({ campaignId: idSchema("cmp") }),
		output: attribution,
	}),
	engagement: defineApi({
		method: "GET",
		path: "/lift/{campaignId}/engagement",
		summary:
			"Delivered, opened and clicked among the treated, beside messages without a campaign and other segments",
		allow: "campaigns.read",
		params: z.object({ campaignId: idSchema("cmp") }),
		output: engagement,
	}),
};
