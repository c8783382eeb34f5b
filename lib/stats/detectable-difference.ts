import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import { alwaysValidReach } from "@/lib/stats/confidence-sequence";
import { DEFAULT_ALPHA, normalReach } from "@/lib/stats/estimate";

/** How often a difference that is there must show. */
export const POWER = 0.8;
/** How many standard errors a difference must be to show that often in an interval that is read once. */
export function powerErrors(alpha: number): number {
	return normalReach(alpha).errors + normalQuantile(POWER, 0, 1);
}

/**
 * The smallest rise of a share, in absolute terms, that the interval of the difference (95 % unless α says otherwise) shows to be above zero in
 * four of five campaigns: d = (z of the interval + z of the power) · √(p₁q₁/n₁ + p₀q₀/n₀) with p₁ = p₀ + d, solved for d.
 * Source: Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions (2003), ch. 4, unpooled. `always_valid` takes the
 * width that the confidence sequence has at the number of people it is tuned at. Null where not even everyone doing it
 * would show.
 */
export function detectableDifference(
	{ treated, holdout, share }: { treated: number; holdout: number; share: number },
	interval: "fixed" | "always_valid",
	alpha = DEFAULT_ALPHA,
): number | null {
	if (treated < 2 || holdout < 2) return null;
	const reach = reachOf(interval, alpha);
	const isSeen = (difference: number) => {
		const raised = share + difference;
		const variance = (raised * (1 - raised)) / treated + (share * (1 - share)) / holdout;
		return difference >= reach * Math.sqrt(variance);
	};
	let unseen = 0;
	let seen = 1 - share;
	if (seen <= 0 || !isSeen(seen)) return null;
	for (let step = 0; step < 60; step++) {
		const middle = (unseen + seen) / 2;
		if (isSeen(middle)) seen = middle;
		else unseen = middle;
	}
	return seen;
}

/** People to hold out before a rise to everyone would show; null where everyone does it anyway and none can. */
export function leastHoldout(
	share: number,
	interval: "fixed" | "always_valid",
	alpha = DEFAULT_ALPHA,
): number | null {
	return share >= 1
		? null
		: Math.max(2, Math.ceil((reachOf(interval, alpha) ** 2 * share) / (1 - share) + 1e-9));
}

/** How many standard errors a difference must be to show as often as the power requires. */
function reachOf(interval: "fixed" | "always_valid", alpha: number): number {
	const half =
		interval === "fixed"
			? normalReach(alpha).errors
			: // The width where it is tuned is the same for any number of people.
				alwaysValidReach(1, 1, alpha).errors;
	return half + normalQuantile(POWER, 0, 1);
}
