import { formatCount, formatPercent } from "@/components/ui/format-number";
import type { LiftForecast, ShareForecast } from "@/lib/lift/forecast-contracts";

/** What would make an inconclusive campaign conclusive, best first. */
export function helpTexts(forecast: LiftForecast, share: ShareForecast): string[] {
	const larger = forecast.shares.find(
		({ holdoutBp, answer }) => holdoutBp > share.holdoutBp && answer === "yes",
	);
	if (share.obstacle === "all_convert")
		return ["A goal that fewer people reach.", "A shorter conversion window."];
	return [
		...(larger ? [`Hold out ${formatPercent(larger.holdoutBp / 10_000)}: that is enough.`] : []),
		share.peopleNeeded === null
			? "A larger segment."
			: `A larger segment: about ${formatCount(roundUp(share.peopleNeeded))} people who can be reached.`,
		...(larger ? [] : ["A larger share held out."]),
		...(share.obstacle === "few_held_out"
			? ["A shorter conversion window.", "A goal that fewer people reach."]
			: ["A longer conversion window.", "A goal that more people reach."]),
	];
}

/** Rounded up to two digits. */
function roundUp(count: number): number {
	const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
	return Math.ceil(count / step) * step;
}
