import type { LeafKind } from "@/lib/rules/leaf-kind";
import { engagementEvents } from "@/lib/rules/leaves/engagement/engagement-events";
import { engagementForm } from "@/lib/rules/leaves/engagement/engagement-form";
import { compileEvent } from "@/lib/rules/leaves/event/compile-event";
import { prepareEvent } from "@/lib/rules/leaves/event/prepare-event";
import { watchWindow } from "@/lib/rules/leaves/event/watch-window";
import type { EngagementLeaf, EventLeaf, PropertyLeaf } from "@/lib/rules/rule";

/** How often messages were sent, opened … in a window: a count of the corresponding events. */
export const engagementKind: LeafKind<EngagementLeaf> = {
	...engagementForm,
	compile: (leaf, binder, scope) => compileEvent(toEvent(leaf), binder, scope),
	prepare: (leaf, moment) => prepareEvent(toEvent(leaf), moment),
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
