import { type LeafKind, watchNothing } from "@/lib/rules/leaf-kind";
import { compileEvent } from "@/lib/rules/leaves/event/compile-event";
import { eventForm } from "@/lib/rules/leaves/event/event-form";
import { prepareEvent } from "@/lib/rules/leaves/event/prepare-event";
import { watchWindow } from "@/lib/rules/leaves/event/watch-window";
import type { EventLeaf } from "@/lib/rules/rule";

/** An aggregate of an event in a window, compared with a number. */
export const eventKind: LeafKind<EventLeaf> = {
	...eventForm,
	compile: compileEvent,
	prepare: prepareEvent,
	watch: (leaf) => {
		const watch = watchWindow([leaf.field], leaf.window);
		if (leaf.aggregate.kind !== "daysSinceFirst" && leaf.aggregate.kind !== "daysSinceLast") return watch;
		// "More than 30 days ago" changes when day 30 ends, "at least 30" when it begins.
		const bounds = [leaf.value].flat().filter((value) => typeof value === "number");
		const days = [...new Set(bounds.flatMap((bound) => [bound, bound + 1]))].filter((day) => day >= 1);
		return {
			...watchNothing,
			...watch,
			eventEdges: [
				...watch.eventEdges,
				...days.map((amount) => ({
					events: [leaf.field],
					edge: { kind: "ago" as const, amount, unit: "days" as const },
				})),
			],
		};
	},
};
