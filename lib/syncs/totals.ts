import { z } from "zod";

/** Stands for the reason of a rejection that came without one. */
export const noReason = "The destination gave no reason.";

const people = z.number().int();

/**
 * What the ledger of a sync holds, in people, all counted at one instant. Everyone who is desired is in exactly
 * one of delivered, unanswered, waiting, rejected, shared, unmapped and noIdentifier, whatever number of identifiers they
 * have.
 */
export const syncTotals = z.object({
	at: z.string(),
	/** In the segment, agreeing and not held out. */
	desired: people,
	/** The destination confirmed or accepted one of their identifiers. */
	delivered: people,
	/** Sent without a clear answer, or on the way. */
	unanswered: people,
	/** Not sent yet. */
	waiting: people,
	/** The destination accepts none of their identifiers. */
	rejected: people,
	/** Someone who is held out has the same identifiers, so none is sent. */
	shared: people,
	/** A field of theirs cannot be sent. */
	unmapped: people,
	/** They have no identifier that this sync sends. */
	noIdentifier: people,
	/** No longer desired, and not yet confirmed as removed. */
	leaving: people,
	/** Since when someone has been waiting at the end of each run; null while no one is. */
	waitingSince: z.string().nullable(),
	/** Why identifiers were rejected, most people first; a person with two of them can be in two reasons. */
	reasons: z.array(z.object({ reason: z.string(), people })),
	/** Reasons left out of the list above. */
	otherReasons: people,
	/** The segment's people are as of then. */
	dataAsOf: z.string().nullable(),
	plannedAt: z.string().nullable(),
	/** When the destination last answered. */
	deliveredAt: z.string().nullable(),
});
export type SyncTotals = z.output<typeof syncTotals>;

/** The totals as stored; null while they were never counted, or by a version that counted differently. */
export function readTotals(stored: unknown): SyncTotals | null {
	const parsed = syncTotals.safeParse(stored);
	return parsed.success ? parsed.data : null;
}
