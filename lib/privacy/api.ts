import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import { profileParams } from "@/lib/profiles/api";

const instant = z.iso.datetime();

/** State of an erased person at one destination. */
export const erasureRemoval = z.object({
	syncId: z.string(),
	syncName: z.string(),
	destinationName: z.string(),
	/** Identifiers of theirs that were sent there, or may have been. */
	identifiers: z.number().int(),
	removed: z.number().int(),
	/** Kept there because another delivered person has the same identifier. */
	shared: z.number().int(),
	/** Not confirmed by the destination yet. */
	pending: z.number().int(),
	/** Why some are pending; null when none is. */
	reason: z.string().nullable(),
	/** When a request about them was last made. */
	checkedAt: instant.nullable(),
	/** No pending removal may be retried before then; null when they may be retried at any time. */
	retryAt: instant.nullable(),
	/** When nothing was left to remove: as the destination confirmed, or because nothing was ever sent there. */
	confirmedAt: instant.nullable(),
	/** When it was given up because the destination was disconnected or moved: what is pending may still be there. */
	givenUpAt: instant.nullable(),
	/** Given up because the destination was moved to another account or address. */
	movedAway: z.boolean(),
});
export type ErasureRemoval = z.output<typeof erasureRemoval>;

export const erasure = z.object({
	id: z.string(),
	/** The person's number. It is never reused. */
	profileId: z.number().int(),
	/** How many profiles had been merged into one person. */
	profiles: z.number().int(),
	status: z.enum(["running", "finished"]),
	requestedBy: z.string(),
	requestedAt: instant,
	/** Attempts so far, without those that only found it too early to retry. */
	attempts: z.number().int(),
	nextTryAt: instant.nullable(),
	/** What went wrong inside Muster at the last attempt. */
	error: z.string().nullable(),
	/** When a recount of the warehouse found nothing left. */
	clearedAt: instant.nullable(),
	/** Rows of events, traits and consent that were deleted. */
	rowsErased: z.number().int(),
	finishedAt: instant.nullable(),
	removals: z.array(erasureRemoval),
});
export type Erasure = z.output<typeof erasure>;

const erasureParams = z.object({ erasureId: idSchema("ers") });

export const privacyApi = {
	erase: defineApi({
		method: "POST",
		path: "/profiles/{profileId}/erasure",
		summary:
			"Erase a person here and at every destination. They leave all counts at once; the rest goes on in the background. Cannot be undone",
		allow: "erasures.write",
		params: profileParams,
		body: z.object({ confirm: z.literal("erase", { error: 'must be "erase"' }) }),
		output: erasure,
		status: 202,
	}),
	download: defineApi({
		method: "GET",
		path: "/profiles/{profileId}/download",
		summary: "Everything stored about a person, as a page to read (html) or a file for programs (json)",
		allow: "people.download",
		params: profileParams,
		query: z.object({ format: z.enum(["html", "json"]).default("html") }),
		output: "document",
	}),
	listErasures: defineApi({
		method: "GET",
		path: "/erasures",
		summary: "Erasures, newest first, with what each destination confirmed",
		allow: "erasures.write",
		query: pageQuery,
		output: pageOf(erasure),
	}),
	getErasure: defineApi({
		method: "GET",
		path: "/erasures/{erasureId}",
		summary: "One erasure: its progress and, once finished, its receipt",
		allow: "erasures.write",
		params: erasureParams,
		output: erasure,
	}),
	retryErasure: defineApi({
		method: "POST",
		path: "/erasures/{erasureId}/retry",
		summary:
			"Try what is still open again now. Where that is too early after an unclear answer, retryAt says when it can be",
		allow: "erasures.write",
		params: erasureParams,
		output: erasure,
	}),
};
