import { countText, pluralText } from "@/lib/kernel/number-text";
import type { HealthCheck } from "@/lib/lift/contracts";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import { splitLook } from "@/lib/lift/split-look";
import { armTotal } from "@/lib/lift/strata";
import { checkSampleRatio, MISMATCH_BELOW } from "@/lib/stats/check-sample-ratio";

/**
 * Whether each variant has its share of the treated people: one against the others, with Bonferroni's correction for their
 * number. Null where there are no variants, or no one is measured yet.
 */
export function checkVariants(input: ReadOutInput): HealthCheck | null {
	const { variants } = input;
	if (variants === null) return null;
	const look = splitLook(input);
	const counts = variants.variants.map(({ name, share, rows }) => ({
		name,
		share,
		people: armTotal(rows, "treated").n,
	}));
	const all = counts.reduce((sum, { people }) => sum + people, 0);
	if (all === 0) return null;
	const off = counts.filter(({ share, people }) => {
		const check = checkSampleRatio([{ treated: all - people, holdout: people, holdoutShare: share }], look);
		return check !== null && check.p * counts.length < MISMATCH_BELOW;
	});
	if (off.length === 0)
		return {
			name: "variants",
			state: "good",
			sentence: "Each variant has its share of the treated people, within chance.",
		};
	const figures = off.map(
		({ name, share, people }) =>
			`“${name}” has ${countText(people)} of ${pluralText(all, "treated person", "treated people")}; ${countText(all * share)} were expected`,
	);
	return {
		name: "variants",
		state: "failed",
		sentence: `${figures.join(". ")}. A gap this large is not chance: people of a variant are missing.`,
	};
}
