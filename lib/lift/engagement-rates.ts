import type { Known } from "@/lib/lift/contracts";
import type { EngagementGroup, EngagementShare } from "@/lib/lift/engagement";
import { wilsonInterval } from "@/lib/stats/compare-shares";
import { smallestShownGroup } from "@/lib/workspaces/people-count";

/** People of one group: to whom something was delivered, and who of them opened or clicked. */
export interface EngagementCounts {
	delivered: number;
	opened: number;
	clicked: number;
}

const FEW: Known<never> = {
	known: false,
	reason: `Not shown to your role: it is about fewer than ${smallestShownGroup} people.`,
};

/**
 * The rates of one group. Where not one of its messages was opened or clicked, its tool may not report that, so the rate is
 * unknown and not 0.
 */
export function engagementRates(
	counts: EngagementCounts,
	{ treated, mayCountAnybody }: { treated: number | null; mayCountAnybody: boolean },
): Pick<EngagementGroup, "delivered" | "reached" | "opened" | "clicked"> {
	const shareOf = (count: number, of: number): EngagementShare => {
		const isFew = [of, count, of - count].some((people) => people > 0 && people < smallestShownGroup);
		if (isFew && !mayCountAnybody) return FEW;
		const { low, high } = wilsonInterval(count, of);
		return { known: true, figure: { count, of, rate: count / of, low, high } };
	};
	const rate = (count: number, what: string): EngagementShare => {
		if (counts.delivered === 0) return { known: false, reason: "No delivery is recorded." };
		if (count === 0)
			return { known: false, reason: `No ${what} is recorded; they may not be reported for these messages.` };
		return shareOf(count, counts.delivered);
	};
	return {
		delivered:
			treated === null
				? { known: false, reason: "How many it was sent to is not known here." }
				: counts.delivered === 0
					? { known: false, reason: "No delivery is recorded." }
					: shareOf(Math.min(counts.delivered, treated), treated),
		reached: mayCountAnybody || counts.delivered >= smallestShownGroup ? counts.delivered : null,
		opened: rate(counts.opened, "open"),
		clicked: rate(counts.clicked, "click"),
	};
}
