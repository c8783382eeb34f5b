import { z } from "zod";
import { BUCKETS, cumulative, type VariantShare } from "@/lib/holdouts/assign-arm";
import { idSchema } from "@/lib/kernel/ids";
import { visibleText } from "@/lib/kernel/visible-text";

export const maxVariants = 10;

const variantInput = z.object({
	name: visibleText("Name the variant.", 60, "At most 60 characters."),
	/** Percent of the treated people, with up to two decimals. */
	weight: z
		.number("Say which percentage of the treated people gets this variant.")
		.min(0, "A weight cannot be negative.")
		.max(100, "At most 100%.")
		.refine((weight) => Math.abs(weight * 100 - Math.round(weight * 100)) < 1e-6, "At most two decimals."),
	/** Where it is delivered; null: where the campaign is. */
	destinationId: idSchema("dst").nullable().default(null),
	/** What its audience is called there; null: after the campaign and the variant. */
	audienceName: visibleText("Name the audience.", 45, "At most 45 characters.").nullable().default(null),
});
export type VariantInput = z.output<typeof variantInput>;

/** None, where everyone treated is treated alike; otherwise two to ten whose weights add up to 100. */
export const variantsInput = z
	.array(variantInput)
	.max(maxVariants, `At most ${maxVariants} variants.`)
	.superRefine((variants, issues) => {
		const problem = variantsProblem(variants.map(({ weight }) => weight));
		if (problem !== null) issues.addIssue({ code: "custom", message: problem });
		for (const [index, { name }] of variants.entries())
			if (variants.findIndex((other) => isSameName(other.name, name)) < index)
				issues.addIssue({
					code: "custom",
					path: [index, "name"],
					message: "Two variants have the same name.",
				});
	});

/** What is wrong with the weights of a campaign's variants, together; null when nothing is. */
export function variantsProblem(weights: readonly number[]): string | null {
	if (weights.length === 0) return null;
	if (weights.length === 1) return "A campaign has two variants or more, or none.";
	const sum = weights.reduce((all, weight) => all + toBp(weight), 0);
	return sum === BUCKETS ? null : `The weights add up to ${sum / 100}%; they must add up to 100%.`;
}

/** Basis points of a weight in percent. */
export function toBp(weight: number): number {
	return Math.round(weight * 100);
}

/** The keys of a campaign's variants, by their place: a, b, c … */
export function variantKey(index: number): string {
	return String.fromCharCode("a".charCodeAt(0) + index);
}

/** How many of a launch's treated people each variant gets, as `splitCohort` divides them. */
export function variantSizes(treated: number, variants: readonly VariantShare[]): Map<string, number> {
	const sizes = new Map(variants.map(({ key }) => [key, 0]));
	let from = 0;
	for (const { key, upTo } of cumulative(variants)) {
		const to = Math.floor((treated * upTo) / BUCKETS);
		sizes.set(key, to - from);
		from = to;
	}
	return sizes;
}

function isSameName(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
}
