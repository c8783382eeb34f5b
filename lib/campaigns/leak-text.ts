import type { LeakReport } from "@/lib/campaigns/contracts";
import { countText, pluralText, withMinus } from "@/lib/kernel/number-text";

const maxNamed = 3;
const day = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" });

/** From this share of held-out people reached, the two groups are no longer a valid comparison. */
export const leakBlocksFrom = 0.01;

export type LeakSummary = Pick<LeakReport, "heldOut" | "reached" | "paths">;

/** Whether so many held-out people were reached that no verdict can be given. */
export function leakBlocks({ heldOut, reached }: Pick<LeakReport, "heldOut" | "reached">): boolean {
	return reached > 0 && (heldOut === 0 || reached / heldOut >= leakBlocksFrom);
}

/**
 * How many held-out people were reached, by which ways and since when, in one sentence; and from which share on that
 * blocks the verdict.
 */
export function leakText(report: LeakSummary): string {
	const { heldOut, reached, paths } = report;
	if (reached === 0)
		return "No held-out person was reached, by this campaign or any other way that is known.";
	const share = heldOut === 0 ? 1 : reached / heldOut;
	const named = paths.slice(0, maxNamed).map((path) => pathText(path));
	const more = paths.length - named.length;
	const ways = [...named, ...(more > 0 ? [pluralText(more, "more way")] : [])].join("; ");
	const percent = `${withMinus((share * 100).toFixed(share < 0.01 ? 2 : 1))}%`;
	const limit = `${leakBlocksFrom * 100}%`;
	return `${pluralText(reached, "held-out person was", "held-out people were")} reached anyway (${percent} of the holdout): ${ways}. ${
		leakBlocks(report)
			? `From ${limit} on there is no verdict.`
			: `That is below the ${limit} from which there is no verdict.`
	}`;
}

/** "1,200 through the sync “Everyone” to Meta since Mar 3, 2026". */
export function pathText(path: LeakReport["paths"][number]): string {
	const by =
		path.kind === "own"
			? "this campaign’s own sync"
			: path.campaign
				? `the campaign “${path.campaign.name}”`
				: `the sync “${path.syncName}”`;
	return `${countText(path.people)} through ${by} to ${path.destinationName} since ${day.format(new Date(path.since))}`;
}
