import { checkChoice, checkNumber, checkWindow } from "@/lib/rules/check/check-parts";
import { describeChoice, describeNumber, describeWindow, listOf } from "@/lib/rules/describe/describe-parts";
import type { LeafForm } from "@/lib/rules/leaf-kind";
import type { FeatureLeaf } from "@/lib/rules/rule";

/** How many of some features were used at least once. */
export const featureForm: LeafForm<FeatureLeaf> = {
	check: (leaf, room) => {
		checkWindow(leaf.window, room);
		if (leaf.operator === "isSet" || leaf.operator === "isNotSet") {
			room.report({ part: "operator", message: "Compare the number of features with a number" });
		} else checkNumber(leaf, { isWhole: true }, room);
		for (const [index, { event, where }] of leaf.events.entries()) {
			checkChoice(event, where, room, ["events", index], "event");
		}
	},
	describe: ({ events, window, ...compared }) => {
		const time = describeWindow(window);
		const names = listOf(events.map(describeChoice));
		return `whose number of used features among ${names} ${describeNumber(compared)}${time === "" ? "" : ` ${time}`}`;
	},
};
