import { z } from "zod";
import {
	addedSuppressions,
	addSuppressionsInput,
	suppression,
	suppressionParams,
	suppressionReason,
} from "@/lib/consent/suppressions";
import { defineApi } from "@/lib/kernel/api-contract";
import { pageOf, pageQuery } from "@/lib/kernel/page";

export const suppressionsApi = {
	list: defineApi({
		method: "GET",
		path: "/suppressions",
		summary:
			"Identifiers that are never sent, newest first. Search takes a whole address, number or customer ID",
		allow: "people.read",
		query: pageQuery.extend({
			search: z.string().max(512).optional(),
			reason: suppressionReason.optional(),
		}),
		output: pageOf(suppression),
	}),
	add: defineApi({
		method: "POST",
		path: "/suppressions",
		summary:
			"Never send these identifiers to any destination, also for people who are not known yet. When this returns, none of them is sent; what destinations hold is removed in the background",
		allow: "data.write",
		body: addSuppressionsInput,
		output: addedSuppressions,
		status: 201,
	}),
	remove: defineApi({
		method: "DELETE",
		path: "/suppressions/{suppressionId}",
		summary: "Take an identifier off the list; its owner is sent again where they agreed to it",
		allow: "settings.write",
		params: suppressionParams,
		output: z.object({ id: z.string() }),
	}),
};
