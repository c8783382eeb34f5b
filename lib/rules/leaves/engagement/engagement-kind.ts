import { checkAggregateValue, checkWindow } from "@/lib/rules/check/check-parts";
import { describeWindow } from "@/lib/rules/describe/describe-parts";
import type { LeafKind, Names } from "@/lib/rules/leaf-kind";
import { engagementEvents } from "@/lib/rules/leaves/engagement/engagement-events";
import { compileEvent } from "@/lib/rules/leaves/event/compile-event";
import { describeCount } from "@/lib/rules/leaves/event/describe-event";
import { prepareEvent } from "@/lib/rules/leaves/event/prepare-event";
import { watchWindow } from "@/lib/rules/leaves/event/watch-window";
import type { EngagementLeaf, EventLeaf, PropertyLeaf } from "@/lib/rules/rule";

/** How often messages were sent, opened … in a window: a count of the events that stand for it. */
export const engagementKind: LeafKind<EngagementLeaf> = {
	// The events need not have been seen yet: whoever writes them may begin tomorrow.
	check: (leaf, room) => {
		checkWindow(leaf.window, room);
		checkAggregateValue({ kind: "count" }, leaf, room);
	},
	compile: (leaf, binder, scope) => compileEvent(toEvent(leaf), binder, scope),
	prepare: (leaf, moment) => prepareEvent(toEvent(leaf), moment),
	describe: describeEngagement,
	watch: (leaf) => ({
		...watchWindow([engagementEvents[leaf.field]], leaf.window),
		properties: ["campaign", "channel"],
	}),
};

function toEvent({ field, operator, value, window, campaign, channel }: EngagementLeaf): EventLeaf {
	const filters = [
		...(campaign === undefined ? [] : [equals("campaign", campaign)]),
		...(channel === undefined ? [] : [equals("channel", channel)]),
	];
	return {
		kind: "event",
		field: engagementEvents[field],
		aggregate: { kind: "count" },
		operator,
		value,
		window,
		...(filters.length === 0 ? {} : { where: { combinator: "and", rules: filters } }),
	};
}

function equals(field: string, value: string): PropertyLeaf {
	return { kind: "property", field, type: "string", operator: "equals", value };
}

const wordings: Record<EngagementLeaf["field"], { did: string; didNot: string }> = {
	sent: { did: "who were sent", didNot: "who were not sent" },
	delivered: { did: "who received", didNot: "who did not receive" },
	opened: { did: "who opened", didNot: "who did not open" },
	clicked: { did: "who clicked in", didNot: "who did not click in" },
	converted: { did: "who converted after", didNot: "who did not convert after" },
	unsubscribed: { did: "who unsubscribed after", didNot: "who did not unsubscribe after" },
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
