import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { profileUid } from "@/lib/profiles/api";

/** As many people as a page of them holds. */
export const maxFigured = 200;

export const personFigures = z.object({
	uid: z.number().int(),
	/** Their latest event; null where they did nothing yet. */
	lastSeenAt: z.iso.datetime().nullable(),
	/** How often they did the workspace's purchase event, and when last. Null if there is no such event. */
	orders: z.number().int().nullable(),
	lastOrderAt: z.iso.datetime().nullable(),
	/** The total of their purchases; null if no property holds the amount. */
	value: z.number().nullable(),
	/** Of the amounts; null if they have none, or several. */
	currency: z.string().nullable(),
	/** From the workspace's first computed trait with stages. */
	stage: z.string().nullable(),
});
export type PersonFigures = z.infer<typeof personFigures>;

export const peopleFigures = z.object({
	/** What the figures are based on; null if the workspace has no unambiguous name for it. */
	purchase: z.string().nullable(),
	amount: z.string().nullable(),
	stage: z.object({ traitId: z.string(), name: z.string() }).nullable(),
	items: z.array(personFigures),
	asOf: z.iso.datetime(),
});
export type PeopleFigures = z.infer<typeof peopleFigures>;

export const figuresApi = {
	list: defineApi({
		method: "GET",
		path: "/profiles/figures",
		summary: `Last seen, orders, value and stage of up to ${maxFigured} people`,
		allow: "people.read",
		query: z.object({
			/** Their numbers, separated by commas. */
			uids: z
				.string()
				.max(maxFigured * 11)
				.transform((text): unknown[] => text.split(","))
				.pipe(z.array(profileUid).min(1).max(maxFigured, `At most ${maxFigured} people at once.`)),
		}),
		output: peopleFigures,
	}),
};
