import type { VariantDraft } from "@/components/campaigns/campaign-draft";
import { variantKey } from "@/lib/campaigns/variants";

/** A variant nothing is chosen for yet. */
export function blankVariant(index: number): VariantDraft {
	return {
		name: `Variant ${variantKey(index).toUpperCase()}`,
		weight: "",
		destinationId: "",
		audienceName: "",
	};
}

/** Equal shares in hundredths of a percent; the first ones take what is left over. */
export function evenly(variants: readonly VariantDraft[]): VariantDraft[] {
	const all = 10_000;
	const each = Math.floor(all / variants.length);
	const left = all - each * variants.length;
	return variants.map((one, index) => ({ ...one, weight: String((each + (index < left ? 1 : 0)) / 100) }));
}
