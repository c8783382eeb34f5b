import { z } from "zod";
import type { Known } from "@/lib/lift/contracts";

export const attributionModels = ["last", "first", "linear", "position"] as const;
export type AttributionModel = (typeof attributionModels)[number];

const credit = z.object({
	/** Conversions; a part of one where several campaigns share it. */
	conversions: z.number(),
	/** In the campaign's currency; null where no value is measured. */
	value: z.number().nullable(),
});
export type Credit = z.infer<typeof credit>;

/** How the conversions of treated people divide between this campaign, others, and no one, by model. */
export const attribution = z.object({
	asOf: z.iso.datetime(),
	currency: z.string(),
	clickDays: z.number().int(),
	deliveryDays: z.number().int(),
	figures: z.union([
		z.object({
			known: z.literal(true),
			figure: z.object({
				/** Every conversion of treated people whose window is complete, a person's second one too. */
				all: credit,
				/** Without a click or delivery that counts. */
				untouched: credit,
				/** The cost of the people counted, in whole units; null without a cost. */
				cost: z.number().nullable(),
				models: z.array(z.object({ model: z.enum(attributionModels), own: credit, others: credit })),
			}),
		}),
		z.object({ known: z.literal(false), reason: z.string() }),
	]),
});
export type Attribution = z.infer<typeof attribution>;
export type AttributionFigures = Extract<Attribution["figures"], Known<unknown> & { known: true }>["figure"];

/** What the warehouse sums up: of all conversions, of those with a touch, and each model's credit for this campaign. */
export type AttributionSums = Record<
	| "conversions"
	| "value"
	| "touched"
	| "touchedValue"
	| `${AttributionModel}Conversions`
	| `${AttributionModel}Value`,
	number
>;

/** The models' credits. What others get is the rest, so that every conversion is credited once. */
export function divideCredit(
	sums: AttributionSums,
	{ hasValue, cost }: { hasValue: boolean; cost: number | null },
): AttributionFigures {
	const of = (conversions: number, value: number): Credit => ({
		conversions,
		value: hasValue ? value : null,
	});
	return {
		all: of(sums.conversions, sums.value),
		untouched: of(sums.conversions - sums.touched, sums.value - sums.touchedValue),
		cost,
		models: attributionModels.map((model) => {
			const conversions = sums[`${model}Conversions`];
			const value = sums[`${model}Value`];
			return {
				model,
				own: of(conversions, value),
				others: of(rest(sums.touched, conversions), rest(sums.touchedValue, value)),
			};
		}),
	};
}

/** Sums of thirds are not exact: what is left of nothing is nothing. */
function rest(whole: number, part: number): number {
	const left = whole - part;
	return Math.abs(left) <= 1e-9 * Math.max(1, Math.abs(whole)) ? 0 : left;
}

/**
 * Parts rounded to so many digits that add up to the rounded whole: the largest remainders get what is missing. Parts and
 * whole agree before rounding.
 */
export function roundParts(parts: readonly number[], digits: number): number[] {
	const scale = 10 ** digits;
	const whole = Math.round(parts.reduce((sum, part) => sum + part, 0) * scale);
	const floors = parts.map((part) => Math.floor(part * scale + 1e-9));
	const missing = whole - floors.reduce((sum, part) => sum + part, 0);
	const byRemainder = parts
		.map((part, index) => ({ index, remainder: part * scale - (floors[index] ?? 0) }))
		.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
	for (const { index } of byRemainder.slice(0, Math.max(0, missing)))
		floors[index] = (floors[index] ?? 0) + 1;
	return floors.map((part) => part / scale);
}
