import { z } from "zod";

/** A share of people with its 95 % interval, or why it is unknown. */
const share = z.union([
	z.object({
		known: z.literal(true),
		figure: z.object({
			count: z.number().int(),
			of: z.number().int(),
			rate: z.number(),
			low: z.number(),
			high: z.number(),
		}),
	}),
	z.object({ known: z.literal(false), reason: z.string() }),
]);
export type EngagementShare = z.infer<typeof share>;

const group = z.object({
	/** The treated; whoever got messages of no campaign here; people of another segment's campaigns. */
	kind: z.enum(["treated", "benchmark", "segment"]),
	segment: z.object({ id: z.string(), name: z.string() }).nullable(),
	/** Of the treated people; of the others only how many is known. */
	delivered: share,
	/** People to whom something was delivered; null where that is not shown. */
	reached: z.number().int().nullable(),
	opened: share,
	clicked: share,
});
export type EngagementGroup = z.infer<typeof group>;

export const engagement = z.object({
	asOf: z.iso.datetime(),
	/** Messages of this time are compared. */
	from: z.iso.datetime(),
	until: z.iso.datetime(),
	figures: z.union([
		z.object({ known: z.literal(true), figure: z.array(group) }),
		z.object({ known: z.literal(false), reason: z.string() }),
	]),
});
export type Engagement = z.infer<typeof engagement>;
