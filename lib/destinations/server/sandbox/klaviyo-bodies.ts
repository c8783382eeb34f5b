import { z } from "zod";

const id = z.string().min(1);
const identifiers = {
	email: z.string().nullish(),
	phone_number: z.string().nullish(),
	external_id: z.string().min(1).max(255).nullish(),
};
const text = z.string().max(255).nullish();
const attributes = z.strictObject({
	...identifiers,
	first_name: text,
	last_name: text,
	organization: text,
	title: text,
	locale: text,
	image: text,
	properties: z.record(z.string(), z.unknown()).nullish(),
});
export type ProfileAttributes = z.output<typeof attributes>;

export const listBody = z.strictObject({
	data: z.strictObject({
		type: z.literal("list"),
		attributes: z.strictObject({ name: z.string().min(1).max(255) }),
	}),
});
export const importBody = z.strictObject({
	data: z.strictObject({
		type: z.literal("profile-bulk-import-job"),
		attributes: z.strictObject({
			profiles: z.strictObject({
				data: z
					.array(z.strictObject({ type: z.literal("profile"), id: id.optional(), attributes }))
					.min(1)
					.max(10_000),
			}),
		}),
		relationships: z
			.strictObject({
				lists: z.strictObject({
					data: z.array(z.strictObject({ type: z.literal("list"), id })).length(1),
				}),
			})
			.optional(),
	}),
});
export const profileBody = z.strictObject({
	data: z.strictObject({ type: z.literal("profile"), id, attributes }),
});
export const membersBody = z.strictObject({
	data: z
		.array(z.strictObject({ type: z.literal("profile"), id }))
		.min(1)
		.max(1_000),
});
