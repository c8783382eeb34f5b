import { z } from "zod";
import { consentPurpose } from "@/lib/consent/purposes";
import { personSuppression } from "@/lib/consent/suppressions";
import { identifierKind } from "@/lib/identity/identifier";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import { peopleCount } from "@/lib/workspaces/people-count";

/** A person's number in the workspace. */
export const profileUid = z.coerce.number().int().min(1).max(2_147_483_647);
export const profileParams = z.object({ profileId: profileUid });

export const profileSummary = z.object({
	uid: z.number().int(),
	isKnown: z.boolean(),
	name: z.string().nullable(),
	email: z.string().nullable(),
	userId: z.string().nullable(),
	firstSeenAt: z.iso.datetime(),
});
export type ProfileSummary = z.output<typeof profileSummary>;

const traitValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

export const profileDetail = profileSummary.extend({
	/** Its own number and those of the people merged into it. */
	uids: z.array(z.number().int()),
	identifiers: z.array(z.object({ kind: identifierKind, value: z.string(), since: z.iso.datetime() })),
	personal: z.array(
		z.object({ field: z.string(), label: z.string(), value: z.string(), validFrom: z.iso.datetime() }),
	),
	traits: z.array(
		z.object({
			name: z.string(),
			type: z.enum(["string", "number", "boolean", "date", "list"]),
			/** For a date: ISO text; a day without a time is only the day, such as 2026-11-22. */
			value: traitValue,
			source: z.string(),
			validFrom: z.iso.datetime(),
		}),
	),
	consent: z.array(
		z.object({
			purpose: consentPurpose,
			/** null: never asked, which counts as no. */
			state: z.enum(["granted", "denied"]).nullable(),
			effectiveAt: z.iso.datetime().nullable(),
			source: z.string().nullable(),
			statement: z.string().nullable(),
		}),
	),
	/** What keeps them from being sent whatever they agreed to: bounces, complaints, unsubscribes, decisions by hand. */
	suppressions: z.array(personSuppression),
	merges: z.array(
		z.object({
			id: z.string(),
			absorbedUid: z.number().int(),
			reason: z.string(),
			mergedAt: z.iso.datetime(),
			undoneAt: z.iso.datetime().nullable(),
		}),
	),
	asOf: z.iso.datetime(),
});
export type ProfileDetail = z.output<typeof profileDetail>;

export const profileEvent = z.object({
	event: z.string(),
	time: z.iso.datetime(),
	receivedAt: z.iso.datetime(),
	message: z.string(),
	source: z.string(),
	properties: z.record(z.string(), z.unknown()),
});
export type ProfileEvent = z.output<typeof profileEvent>;

export const profilesApi = {
	list: defineApi({
		method: "GET",
		path: "/profiles",
		summary:
			"People of the workspace or of one segment, newest first; with `q`, those who are exactly that, then those with all words of it in part of name, email, user id or phone. A page may hold fewer than `limit` people, or none, and still have a next one",
		allow: "people.read",
		query: pageQuery.extend({
			q: z.string().max(320).optional(),
			known: z.enum(["true", "false"]).optional(),
			segment: idSchema("seg").optional(),
		}),
		output: pageOf(profileSummary),
	}),
	counts: defineApi({
		method: "GET",
		path: "/profiles/counts",
		summary: "How many people there are, known and anonymous",
		allow: "workspace.read",
		output: z.object({ known: peopleCount, anonymous: peopleCount, asOf: z.iso.datetime() }),
	}),
	get: defineApi({
		method: "GET",
		path: "/profiles/{profileId}",
		summary: "One person: identifiers, personal fields, traits with time and source, consent, merges",
		allow: "people.read",
		params: profileParams,
		output: profileDetail,
	}),
	listEvents: defineApi({
		method: "GET",
		path: "/profiles/{profileId}/events",
		summary: "One person's events, newest first",
		allow: "people.read",
		params: profileParams,
		query: pageQuery,
		output: pageOf(profileEvent),
	}),
};
