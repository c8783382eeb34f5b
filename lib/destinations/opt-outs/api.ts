import { z } from "zod";
import { pushFormat } from "@/lib/destinations/opt-outs/push-formats";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";

const params = z.object({ destinationId: idSchema("dst") });

const optOutFeedView = z.object({
	/** Whether the network sends messages of its own at all. */
	isPossible: z.boolean(),
	/** How often the network is asked; null: it can only post them itself. */
	everyMs: z.number().int().nullable(),
	/** Different reports that were applied. */
	/** Null, like the one below, for roles that may not see people. */
	received: z.number().int().nullable(),
	/** Reports whose address, number or ID cannot be one. */
	unreadable: z.number().int().nullable(),
	/** When the latest was received; null: none yet. */
	lastAt: z.string().nullable(),
	/** When the destination last answered or posted; null: never. */
	readAt: z.string().nullable(),
	/** Why the last attempt to ask failed; null: it did not. */
	problem: z.string().nullable(),
	nextTryAt: z.string().nullable(),
	push: z.object({
		/** Where its messages are to be posted. */
		address: z.string(),
		/** Whose messages are accepted; null: none. */
		format: pushFormat.nullable(),
	}),
});
export type OptOutFeedView = z.output<typeof optOutFeedView>;

const setPushInput = z.strictObject({
	/** Null: nothing is accepted any more. */
	push: z
		.strictObject({ format: pushFormat, secret: z.string().trim().min(1, "is needed").max(1_000) })
		.nullable(),
});
export type SetPushInput = z.output<typeof setPushInput>;

export const optOutsApi = {
	get: defineApi({
		method: "GET",
		path: "/destinations/{destinationId}/opt-outs",
		summary:
			"How many unsubscribes, complaints and bounces a destination has reported, and where it may post them",
		allow: "destinations.read",
		params,
		output: optOutFeedView,
	}),
	setPush: defineApi({
		method: "PUT",
		path: "/destinations/{destinationId}/opt-outs",
		summary:
			"Say whose messages about opt-outs are accepted and with which key they are signed; null accepts none",
		allow: "destinations.write",
		params,
		body: setPushInput,
		output: optOutFeedView,
	}),
	receive: defineApi({
		method: "POST",
		path: "/opt-outs/{destinationId}",
		summary:
			"Where a messaging tool posts unsubscribes, complaints and bounces, signed with the key that was entered for it. Repeats change nothing. At most 1 MB and 5,000 reports",
		allow: "public",
		params,
		rawBody: "application/json",
		output: z.object({
			received: z.number().int(),
			/** Not received before. */
			applied: z.number().int(),
			unreadable: z.number().int(),
		}),
	}),
};
