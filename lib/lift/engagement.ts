import { z } from "zod";
import type { Known } from "@/lib/lift/contracts";
import { wilsonInterval } from "@/lib/stats/compare-shares";
import { smallestShownGroup } from "@/lib/workspaces/people-count";

/** A share of people with its 95 % interval, or why it is unknown. */
const share = z.union([
	z.object({
		known: z.literal(true),
		figure: z.object({
			count: z.number().int(),
			of: z.number().int(),
			rate: z.number(),
			low: z.number(),
			high: z.number(),
		}),
	}),
	z.object({ known: z.literal(false), reason: z.string() }),
]);
type Share = z.infer<typeof share>;

const group = z.object({
	/** The treated; whoever got messages of no campaign here; people of another segment's campaigns. */
	kind: z.enum(["treated", "benchmark", "segment"]),
	segment: z.object({ id: z.string(), name: z.string() }).nullable(),
	/** Of the treated people; of the others only how many is known. */
	delivered: share,
	/** People to whom something was delivered; null where that is not shown. */
	reached: z.number().int().nullable(),
	opened: share,
	clicked: share,
});
export type EngagementGroup = z.infer<typeof group>;

export const engagement = z.object({
	asOf: z.iso.datetime(),
	/** Messages of this time are compared. */
	from: z.iso.datetime(),
	until: z.iso.datetime(),
	figures: z.union([
		z.object({ known: z.literal(true), figure: z.array(group) }),
		z.object({ known: z.literal(false), reason: z.string() }),
	]),
});
export type Engagement = z.infer<typeof engagement>;

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
	const shareOf = (count: number, of: number): Share => {
		const isFew = [of, count, of - count].some((people) => people > 0 && people < smallestShownGroup);
		if (isFew && !mayCountAnybody) return FEW;
		const { low, high } = wilsonInterval(count, of);
		return { known: true, figure: { count, of, rate: count / of, low, high } };
	};
	const rate = (count: number, what: string): Share => {
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
