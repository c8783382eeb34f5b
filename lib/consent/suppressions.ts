import { z } from "zod";
import { consentPurpose } from "@/lib/consent/purposes";
import { idSchema } from "@/lib/kernel/ids";

/** What an identifier on the list can be. */
export const suppressedKinds = ["email", "phone", "user_id"] as const;
export const suppressedKind = z.enum(suppressedKinds);
export type SuppressedKind = z.output<typeof suppressedKind>;

/** Why an identifier is never sent: mail to it came back, its owner complained or unsubscribed, or someone decided so. */
export const suppressionReasons = ["bounce", "complaint", "unsubscribe", "manual"] as const;
export const suppressionReason = z.enum(suppressionReasons);
export type SuppressionReason = z.output<typeof suppressionReason>;

export const suppression = z.object({
	id: z.string(),
	kind: suppressedKind,
	/** Enough of the identifier to recognize it; empty once its owner was erased. */
	hint: z.string(),
	/** Null: for every purpose. */
	purpose: consentPurpose.nullable(),
	reason: suppressionReason,
	addedBy: z.string(),
	addedAt: z.string(),
});
export type Suppression = z.output<typeof suppression>;

/** What keeps one person from being sent. */
export const personSuppression = z.object({
	kind: suppressedKind,
	hint: z.string(),
	/** Null: for every purpose. */
	purpose: consentPurpose.nullable(),
	reason: suppressionReason,
	/** Who or which destination said so. */
	by: z.string(),
	at: z.string(),
	/** False for an address that bounced and has been replaced since. */
	isInEffect: z.boolean(),
});
export type PersonSuppression = z.output<typeof personSuppression>;

/** The most identifiers one request takes. */
export const mostSuppressed = 5_000;

export const addSuppressionsInput = z.strictObject({
	kind: suppressedKind.default("email"),
	values: z
		.array(z.string().max(512, "at most 512 characters"))
		.min(1, "Enter at least one")
		.max(mostSuppressed, "at most 5,000 at once"),
	/** Null: for every purpose. */
	purpose: consentPurpose.nullable().default(null),
	reason: suppressionReason.default("manual"),
});
export type AddSuppressionsInput = z.input<typeof addSuppressionsInput>;

export const addedSuppressions = z.object({
	added: z.number().int(),
	/** On the list before, for the same purpose and reason. */
	known: z.number().int(),
	/** What cannot be an identifier of this kind, by place from 0. */
	invalid: z.array(z.object({ index: z.number().int(), reason: z.string() })),
	/** Known people with one of these identifiers. */
	people: z.number().int(),
});
export type AddedSuppressions = z.output<typeof addedSuppressions>;

export const suppressionParams = z.object({ suppressionId: idSchema("sup") });
