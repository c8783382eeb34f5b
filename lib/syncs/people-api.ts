import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import {
	deliveryOfPerson,
	matchPoint,
	outcomeFilters,
	outcomeRow,
	personInSync,
} from "@/lib/syncs/people-contracts";

const params = z.object({ syncId: idSchema("syn") });

/** Single people of syncs, and what networks match; apart from `syncsApi`, which more pages load. */
export const syncPeopleApi = {
	outcomes: defineApi({
		method: "GET",
		path: "/syncs/{syncId}/outcomes",
		summary: "People of a sync by their state",
		allow: "people.read",
		params,
		query: pageQuery.extend({
			filter: z.enum(outcomeFilters).default("delivered"),
			/** Only those with exactly this reason. */
			reason: z.string().max(1_000).optional(),
		}),
		output: pageOf(outcomeRow),
	}),
	rejectedFile: defineApi({
		method: "GET",
		path: "/syncs/{syncId}/rejected.csv",
		summary:
			"People with identifiers the destination rejected, and why, as CSV with the contact data to correct",
		allow: "people.download",
		params,
		query: z.object({ reason: z.string().max(1_000).optional() }),
		output: "csv",
	}),
	person: defineApi({
		method: "GET",
		path: "/syncs/{syncId}/people/{uid}",
		summary: "Where one person is in this sync, and why",
		allow: "people.read",
		params: params.extend({ uid: z.coerce.number().int().min(1).max(2_147_483_647) }),
		output: personInSync,
	}),
	matches: defineApi({
		method: "GET",
		path: "/syncs/{syncId}/matches",
		summary: "Size and match rate as the destination gave them over the last 90 days, by day",
		allow: "people.read",
		params,
		output: pageOf(matchPoint),
	}),
	ofPerson: defineApi({
		method: "GET",
		path: "/syncs/people/{uid}",
		summary: "One person's state at every destination, and why",
		allow: "people.read",
		params: z.object({ uid: z.coerce.number().int().min(1).max(2_147_483_647) }),
		output: pageOf(deliveryOfPerson),
	}),
};
