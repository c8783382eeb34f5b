import { checkAggregate, checkAggregateValue, checkChoice, checkWindow } from "@/lib/rules/check/check-parts";
import type { LeafForm } from "@/lib/rules/leaf-kind";
import { describeEvent } from "@/lib/rules/leaves/event/describe-event";
import type { EventLeaf } from "@/lib/rules/rule";

/** An aggregate of an event in a window, compared with a number. */
export const eventForm: LeafForm<EventLeaf> = {
	check: (leaf, room) => {
		checkWindow(leaf.window, room);
		checkAggregateValue(leaf.aggregate, leaf, room);
		const properties = checkChoice(leaf.field, leaf.where, room);
		if (properties) checkAggregate(leaf.aggregate, leaf.field, properties, room);
	},
	describe: describeEvent,
};
