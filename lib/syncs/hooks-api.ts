import { z } from "zod";
import { consentPurpose } from "@/lib/consent/purposes";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";

const hookEvents = ["entered", "left", "changed"] as const;
const event = z.enum(hookEvents);
const identifier = z.enum(["user_id", "email", "phone"]);
const trait = z.string().trim().min(1, "A name is needed").max(200);

const subscribeInput = z.strictObject({
	/** Where each event is posted, as a message of its own. */
	targetUrl: z.string().trim().max(2_000),
	event,
	segmentId: idSchema("seg"),
	/** By what people are named; those without it are not told of. */
	identifier: identifier.default("user_id"),
	/** Traits sent along; of "changed", those whose change is told. */
	traits: z.array(trait).max(50, "at most 50 traits").default([]),
	/** Consent that people must have given. */
	purpose: consentPurpose.default("email"),
});
export type SubscribeInput = z.output<typeof subscribeInput>;

const hookView = z.object({
	/** Ends the subscription with DELETE. */
	id: z.string(),
	event,
	segmentId: z.string(),
	targetUrl: z.string(),
	createdAt: z.string(),
});
export type HookView = z.output<typeof hookView>;

/** One event, as the hook posts it. */
export const hookEvent = z.object({
	id: z.string(),
	type: event,
	person: z.object({
		id: z.string().nullable(),
		identifiers: z.record(z.string(), z.string()),
		traits: z.record(z.string(), z.unknown()).optional(),
	}),
	audience: z.object({ id: z.string(), name: z.string() }),
});
export type HookEvent = z.output<typeof hookEvent>;

const sampleQuery = z.object({
	segmentId: idSchema("seg"),
	event,
	identifier: identifier.default("user_id"),
	/** Names separated by commas. */
	traits: z.string().max(2_000).optional(),
});
export type SampleQuery = z.output<typeof sampleQuery>;

export const hooksApi = {
	subscribe: defineApi({
		method: "POST",
		path: "/hooks",
		summary:
			"Post everyone who enters a segment, leaves it or has another value of a trait to an address, from now on; for Zapier, Make and the like. The same subscription again gives the one there is. An answer of 410 ends it",
		allow: "destinations.write",
		body: subscribeInput,
		output: hookView,
		status: 201,
	}),
	unsubscribe: defineApi({
		method: "DELETE",
		path: "/hooks/{hookId}",
		summary: "End a subscription",
		allow: "destinations.write",
		params: z.object({ hookId: idSchema("syn") }),
		output: z.object({ id: z.string() }),
	}),
	sample: defineApi({
		method: "GET",
		path: "/hooks/sample",
		summary:
			"Events with the fields of a subscription and invented people, newest first, to set up the next step with",
		allow: "segments.read",
		query: sampleQuery,
		output: z.array(hookEvent).max(100),
	}),
};
