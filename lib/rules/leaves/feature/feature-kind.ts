import { checkChoice, checkNumber, checkWindow } from "@/lib/rules/check/check-parts";
import { describeChoice, describeNumber, describeWindow, listOf } from "@/lib/rules/describe/describe-parts";
import type { LeafKind } from "@/lib/rules/leaf-kind";
import { watchWindow } from "@/lib/rules/leaves/event/watch-window";
import { compileFeature } from "@/lib/rules/leaves/feature/compile-feature";
import { prepareFeature } from "@/lib/rules/leaves/feature/prepare-feature";
import type { FeatureLeaf } from "@/lib/rules/rule";

/** How many of some features were used at least once. */
export const featureKind: LeafKind<FeatureLeaf> = {
	check: (leaf, room) => {
		checkWindow(leaf.window, room);
		if (leaf.operator === "isSet" || leaf.operator === "isNotSet") {
			room.report({ part: "operator", message: "A number of features is always there; compare it with one" });
		} else checkNumber(leaf, { isWhole: true }, room);
		for (const [index, { event, where }] of leaf.events.entries()) {
			checkChoice(event, where, room, ["events", index], "event");
		}
	},
	compile: compileFeature,
	prepare: prepareFeature,
	describe: ({ events, window, ...compared }) => {
		const time = describeWindow(window);
		const names = listOf(events.map(describeChoice));
		return `whose number of used features among ${names} ${describeNumber(compared)}${time === "" ? "" : ` ${time}`}`;
	},
	watch: ({ events, window }) => watchWindow([...new Set(events.map(({ event }) => event))], window),
};
