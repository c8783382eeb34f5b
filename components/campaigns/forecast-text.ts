import { formatCount, formatNumber, formatPercent } from "@/components/ui/format-number";
import type { LiftForecast, ShareForecast } from "@/lib/lift/forecast-contracts";

/** The forecast for one share; undefined until there is one. */
export function forecastOf(forecast: LiftForecast | undefined, holdoutBp: number): ShareForecast | undefined {
	return forecast?.shares.find((share) => share.holdoutBp === holdoutBp);
}

/** A rise of a share in points, rounded up: what is promised to be detectable must be. */
export function pointsText(difference: number): string {
	const points = difference * 100;
	const step = points >= 10 ? 1 : points >= 1 ? 10 : 100;
	return `${formatNumber(Math.ceil(points * step - 1e-9) / step)} points`;
}

/** A share of people with no more digits than a forecast has; 100% only if it is everyone. */
export function rateText(share: number): string {
	if (share >= 0.995 && share < 1) return "over 99%";
	return formatPercent(share, share >= 0.1 ? 0 : 1);
}

/** What holding out a share would show, briefly. */
export function shareText({ heldOut, answer, leastLift, obstacle }: ShareForecast): string {
	const people = `${formatCount(heldOut)} held out`;
	if (obstacle === "all_convert") return `${people}, no lift is possible`;
	return answer === "yes" && leastLift !== null
		? `${people}, shows ${pointsText(leastLift)} or more`
		: `${people}, too few for an answer`;
}
