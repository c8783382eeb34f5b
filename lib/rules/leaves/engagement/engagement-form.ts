import { checkAggregateValue, checkWindow } from "@/lib/rules/check/check-parts";
import { describeWindow } from "@/lib/rules/describe/describe-parts";
import type { LeafForm, Names } from "@/lib/rules/leaf-kind";
import { describeCount } from "@/lib/rules/leaves/event/describe-event";
import type { EngagementLeaf } from "@/lib/rules/rule";

const wordings: Record<EngagementLeaf["field"], { did: string; didNot: string }> = {
	sent: { did: "who were sent", didNot: "who were not sent" },
	delivered: { did: "who received", didNot: "who did not receive" },
	opened: { did: "who opened", didNot: "who did not open" },
	clicked: { did: "who clicked in", didNot: "who did not click in" },
	converted: { did: "who converted after", didNot: "who did not convert after" },
	unsubscribed: { did: "who unsubscribed after", didNot: "who did not unsubscribe after" },
};

/** How often messages were sent, opened … in a window: a count of the corresponding events. */
export const engagementForm: LeafForm<EngagementLeaf> = {
	// The events need not have been seen yet: their sender may start tomorrow.
	check: (leaf, room) => {
		checkWindow(leaf.window, room);
		checkAggregateValue({ kind: "count" }, leaf, room);
	},
	describe: describeEngagement,
};

function describeEngagement(leaf: EngagementLeaf, names: Names): string {
	const { campaign, channel } = leaf;
	const by = channel === undefined ? "" : ` by ${channel}`;
	const of = campaign === undefined ? "" : ` of ${names.campaign(campaign) ?? campaign}`;
	const { did, didNot } = wordings[leaf.field];
	const { isNever, times } = describeCount(leaf);
	const window = describeWindow(leaf.window);
	const much = times === null ? "" : ` ${times}`;
	return `${isNever ? didNot : did} a message${of}${by}${much}${window === "" ? "" : ` ${window}`}`;
}
