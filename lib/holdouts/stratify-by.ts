import { z } from "zod";

/**
 * What the people of a launch are balanced by: a text, yes/no or numeric trait as it is at the launch, or how much of the goal
 * they had in the weeks before it.
 */
export const stratifyBy = z.discriminatedUnion("by", [
	z.object({ by: z.literal("trait"), trait: z.string().min(1, "Choose a trait.").max(200) }),
	z.object({ by: z.literal("before") }),
]);
export type StratifyBy = z.output<typeof stratifyBy>;

/** Types of traits that people can be balanced by. */
export const stratifyTypes = ["string", "boolean", "number"] as const;

/** Days before the launch in which the goal is added up, as for the adjusted figures. */
export const STRATIFY_DAYS = 28;

/** People of a cohort who were divided by themselves, with exactly their share held out. */
export const stratum = z.object({
	name: z.string(),
	people: z.number().int(),
	heldOut: z.number().int(),
});
export type Stratum = z.output<typeof stratum>;

/** Of a stored column; null where it holds nothing that is known. */
export function readStratifyBy(stored: unknown): StratifyBy | null {
	return stratifyBy.nullable().catch(null).parse(stored);
}

/** The strata of a stored column; none where the cohort was not balanced. */
export function readStrata(stored: unknown): Stratum[] {
	return z.array(stratum).catch([]).parse(stored);
}
