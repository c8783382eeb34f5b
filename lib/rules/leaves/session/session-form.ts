import { checkChoice, checkNumber, checkWindow } from "@/lib/rules/check/check-parts";
import { describeChoice, describeNumber, describeWindow } from "@/lib/rules/describe/describe-parts";
import type { LeafForm } from "@/lib/rules/leaf-kind";
import type { SessionLeaf, SessionMeasure } from "@/lib/rules/rule";

/**
 * Number, length or content of a person's sessions. Without sessions the longest is missing, the rest is 0.
 */
export const sessionForm: LeafForm<SessionLeaf> = {
	check: (leaf, room) => {
		const { measure, operator } = leaf;
		checkWindow(leaf.window, room);
		const isPresence = operator === "isSet" || operator === "isNotSet";
		if (isPresence && measure.kind !== "longestMinutes") {
			room.report({ part: "operator", message: "Compare it with a number" });
		} else checkNumber(leaf, { isWhole: measure.kind !== "activeSeconds" }, room);
		if (measure.kind === "mostOf") checkChoice(measure.event, measure.where, room, ["measure"], "event");
	},
	describe: ({ measure, window, ...compared }) => {
		const time = describeWindow(window);
		return `whose ${describeMeasure(measure)} ${describeNumber(compared)}${time === "" ? "" : ` ${time}`}`;
	},
};

function describeMeasure(measure: SessionMeasure): string {
	switch (measure.kind) {
		case "count":
			return "number of sessions";
		case "longestMinutes":
			return "longest session in minutes";
		case "mostPages":
			return "greatest number of pages in a session";
		case "mostOf":
			return `greatest number of ${describeChoice(measure)} in a session`;
		case "activeSeconds":
			return `active time in seconds${measure.page === undefined ? "" : ` on “${measure.page}”`}`;
	}
}
