import { z } from "zod";
import { ownerReasons } from "@/lib/syncs/decide-key";
import { keyStates } from "@/lib/syncs/ledger";

/** State of one identifier of a person; the identifier itself is not shown. */
export const deliveryOfPerson = z.object({
	syncId: z.string(),
	syncName: z.string(),
	destinationName: z.string(),
	/** The person's state in this sync, in one word and one sentence. */
	fate: z.enum(ownerReasons),
	sentence: z.string(),
	/** Why this sync could not be explained; null when it could. */
	problem: z.string().nullable(),
	/**
	 * The receipt for someone who may no longer be sent (consent withdrawn, or suppressed) and whom the
	 * destination held; null for everyone else.
	 */
	withdrawal: z
		.object({
			reason: z.enum(["withdrawn", "suppressed"]),
			requestedAt: z.string(),
			/** When the destination had confirmed all of it; null until then. */
			confirmedAt: z.string().nullable(),
			/** When it was given up because the destination was disconnected or moved: they may still be there. */
			givenUpAt: z.string().nullable(),
			nextTryAt: z.string().nullable(),
			sentence: z.string(),
		})
		.nullable(),
	/**
	 * Progress of removing an erased person, whose identifiers are no longer listed; null for everyone else.
	 */
	removal: z
		.object({
			/** When the destination had confirmed all of it; null until then. */
			confirmedAt: z.string().nullable(),
			/** When it was given up because the destination was disconnected or moved: they may still be there. */
			givenUpAt: z.string().nullable(),
			nextTryAt: z.string().nullable(),
		})
		.nullable(),
	identifiers: z.array(
		z.object({
			kind: z.string(),
			label: z.string(),
			state: z.enum(keyStates),
			/** Whether it is to be at the destination. */
			isDesired: z.boolean(),
			sentence: z.string(),
			since: z.string(),
			runId: z.string().nullable(),
			nextTryAt: z.string().nullable(),
			expiresAt: z.string().nullable(),
		}),
	),
});
export type DeliveryOfPerson = z.output<typeof deliveryOfPerson>;

export const outcomeFilters = [
	"delivered",
	"waiting",
	"unknown",
	"rejected",
	"leaving",
	"shared",
	"unmapped",
] as const;
export const outcomeRow = z.object({
	uid: z.number().int(),
	label: z.string(),
	kind: z.string(),
	state: z.enum(keyStates),
	sentence: z.string(),
	since: z.string(),
});
export type OutcomeRow = z.output<typeof outcomeRow>;

/** One person's fate in one sync. */
export const personInSync = z.object({
	uid: z.number().int(),
	label: z.string(),
	place: z.enum(["there", "not_there", "unclear"]),
	/** Where they are, and why. */
	sentence: z.string(),
	/** Since when, where it is known. */
	since: z.string().nullable(),
	nextTryAt: z.string().nullable(),
	identifiers: deliveryOfPerson.shape.identifiers,
});
export type PersonInSync = z.output<typeof personInSync>;

/** What a destination said about matches at one instant; what it does not say is null. */
export const matchPoint = z.object({
	at: z.string(),
	size: z.object({ lower: z.number().int(), upper: z.number().int() }).nullable(),
	/** As a fraction. */
	rate: z.object({ lower: z.number(), upper: z.number() }).nullable(),
});
export type MatchPoint = z.output<typeof matchPoint>;
