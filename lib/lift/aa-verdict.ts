import type { LiftEstimate, MetricReadOut, Verdict } from "@/lib/lift/contracts";
import { pointsText, rangeText } from "@/lib/lift/figures-text";

/**
 * The verdict of an A/A test: no one was sent anything, so an interval that holds zero is what was expected, and one that
 * does not is a fault of the measurement or the one in twenty that chance makes.
 */
export function aaVerdict(primary: MetricReadOut | undefined, difference: LiftEstimate | null): Verdict {
	const isZero = difference === null || (difference.low <= 0 && difference.high >= 0);
	const figures =
		difference && primary?.kind === "conversion"
			? ` The difference is ${pointsText(difference.value)} points (${rangeText(difference.low, difference.high, pointsText)}).`
			: "";
	const headline = isZero
		? "The two groups do not differ, as expected: no one was sent anything."
		: "The two groups differ although no one was sent anything.";
	const rest = isZero
		? ""
		: " That happens by chance in one of twenty such tests. If it happens again, check how outcomes are recorded before you trust a campaign.";
	return { kind: isZero ? "as_expected" : "invalid", headline, sentence: `${headline}${figures}${rest}` };
}
