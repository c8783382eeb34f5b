import { z } from "zod";
import type { SandboxAnswer } from "@/lib/destinations/server/sandbox/sandbox-network";

// How Marketing Cloud words things, and the bodies it takes.

export const account = z.strictObject({
	/** The business unit's MID. */
	id: z.string().regex(/^\d+$/),
	name: z.string().default("Sandbox enterprise"),
	clientId: z.string().min(4),
	clientSecret: z.string().min(8),
	/** Folders that data extensions can be created in. */
	folders: z.array(z.number()).default([93_800]),
	/** How often an upload's state says that it is not done yet. */
	pollsUntilDone: z.number().int().nonnegative().default(1),
	/** An upload's state comes without a status. */
	isSilent: z.boolean().default(false),
	/** Subscriber keys whose row is not accepted, and those whose row fails in passing. */
	refusedValues: z.array(z.string()).default([]),
	busyValues: z.array(z.string()).default([]),
});
export type Account = z.output<typeof account>;

export const tokenBody = z.strictObject({
	grant_type: z.literal("client_credentials"),
	client_id: z.string(),
	client_secret: z.string(),
	account_id: z.string().optional(),
});

const field = z.strictObject({
	name: z.string().min(1).max(128),
	type: z.enum(["Text", "Number", "Date", "Boolean", "EmailAddress", "Phone", "Decimal", "Locale"]),
	length: z.number().int().min(1).max(4_000).optional(),
	ordinal: z.number().int().nonnegative(),
	isNullable: z.boolean(),
	isPrimaryKey: z.boolean(),
});

export const createBody = z
	.strictObject({
		name: z
			.string()
			.min(1)
			.max(200)
			.regex(/^[^!@#$%^*()={}[\]\\.<>/:?|,&"]+$/),
		key: z.string().min(1).max(36),
		description: z.string().max(200),
		categoryId: z.number().int(),
		isSendable: z.literal(true),
		sendableCustomObjectField: z.string(),
		sendableSubscriberField: z.literal("_SubscriberKey"),
		fields: z.array(field).min(1),
	})
	.refine(({ fields }) => fields.some((one) => one.isPrimaryKey && !one.isNullable))
	.refine(({ fields, sendableCustomObjectField: name }) => fields.some((one) => one.name === name));

const value = z.union([z.string(), z.boolean()]);
export const rowsBody = z.strictObject({
	items: z
		.array(z.record(z.string(), value).refine((row) => typeof row.SubscriberKey === "string"))
		.min(1)
		.max(2_000),
});

export function saysBad(message: string): SandboxAnswer {
	return {
		status: 400,
		body: {
			message,
			errorcode: 10_006,
			additionalErrors: [{ message }],
			resultMessages: [{ resultType: "Error", message }],
		},
	};
}
