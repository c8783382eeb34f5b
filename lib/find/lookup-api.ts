import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { visibleText } from "@/lib/kernel/visible-text";

/** The most traits one look-up returns. */
export const maxLookedUpTraits = 50;

const identifier = z.string().min(1).max(512).optional();

export const lookupQuery = z.object({
	externalId: identifier,
	email: identifier,
	phone: identifier,
	anonymousId: identifier,
	/** Names of traits, separated by commas. */
	traits: visibleText("Name at least one trait, or leave it out.", 5_000).optional(),
});
export type LookupQuery = z.output<typeof lookupQuery>;

export const lookedUp = z.object({
	asOf: z.iso.datetime(),
	/** Muster's number of the person; null where no one has this identifier: a visitor may be new. */
	personId: z.number().int().nullable(),
	/** Segments they are in, as served now. */
	segments: z.array(z.object({ id: z.string(), name: z.string() })),
	/** The traits that were asked for; null for one the person does not have. */
	traits: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])),
	/** Running campaigns that assigned them: show nothing of a campaign to someone who is held out. */
	campaigns: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			arm: z.enum(["treated", "holdout"]),
			/** Null for held-out people, and where the campaign has no variants. */
			variant: z.object({ key: z.string(), name: z.string() }).nullable(),
		}),
	),
});
export type LookedUp = z.output<typeof lookedUp>;

export const lookupApi = {
	lookUp: defineApi({
		method: "GET",
		path: "/lookup",
		summary:
			"What a website or app needs to know of one person, by any identifier: segments, chosen traits, and arm and variant in running campaigns",
		allow: "people.read",
		query: lookupQuery,
		output: lookedUp,
	}),
};
