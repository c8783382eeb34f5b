import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { mapping } from "@/lib/syncs/mapping/contracts";
import { audienceUses } from "@/lib/syncs/sync-settings";

const uid = z.number().int().min(1).max(2_147_483_647);

/** A sync as it is or as it might be, and the person to show it for. */
const sampleChoices = {
	/** A person's number; someone of the segment unless given. */
	uid: uid.optional(),
	mapping: mapping.optional(),
};
export const sampleInput = z.strictObject(sampleChoices);
export type SampleInput = z.output<typeof sampleInput>;
export const draftSampleInput = z.strictObject({
	...sampleChoices,
	segmentId: idSchema("seg"),
	destinationId: idSchema("dst"),
	identifierKinds: z.array(z.string().max(40)).min(1).max(10).optional(),
	use: z.enum(audienceUses).optional(),
});
export type DraftSampleInput = z.output<typeof draftSampleInput>;

const person = z.object({ uid: z.number().int(), label: z.string() });

/** The request that would be sent for one person; nothing is sent to show it. */
export const sampleView = z.object({
	/** Null: nobody is in the segment, or this person is unknown. */
	person: person.nullable(),
	/** People of the segment to choose from. */
	people: z.array(person),
	/** What is wrong with the mapping itself. */
	issues: z.array(z.object({ path: z.string(), message: z.string() })),
	/** Worth knowing before the first run. */
	warnings: z.array(z.string()),
	/** Mapped fields of this person, in the order of the mapping. */
	fields: z.array(
		z.object({
			target: z.string(),
			value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable(),
			/** Why this person would be left out. */
			problem: z.string().nullable(),
		}),
	),
	/** Why there is no request; null when there is one. */
	problem: z.string().nullable(),
	request: z
		.object({
			method: z.string(),
			url: z.string(),
			headers: z.array(z.object({ name: z.string(), value: z.string() })),
			/** As sent, laid out for reading. */
			body: z.string().nullable(),
		})
		.nullable(),
});
export type SampleView = z.output<typeof sampleView>;
