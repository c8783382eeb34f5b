import { checkChoice, checkComparison, checkWindow } from "@/lib/rules/check/check-parts";
import { describeComparison, describeWindow, listOf, plainNumber } from "@/lib/rules/describe/describe-parts";
import type { LeafForm } from "@/lib/rules/leaf-kind";
import { aspectLabels, comparedAspect } from "@/lib/rules/leaves/situation/aspects";
import type { SituationLeaf } from "@/lib/rules/rule";

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const clock = (hour: number) => (Number.isInteger(hour) ? `${String(hour).padStart(2, "0")}:00` : "…");

/**
 * Where and when: a fact of the latest event that has it; an event at a local hour or weekday, in the workspace's zone;
 * an event near a point.
 */
export const situationForm: LeafForm<SituationLeaf> = {
	check: ({ test, event, window }, room) => {
		checkWindow(window, room);
		if (event !== undefined) checkChoice(event, undefined, room, [], "event");
		if (test.kind === "latest") {
			const nested = {
				...room,
				report: (problem: Parameters<typeof room.report>[0]) =>
					room.report({ ...problem, part: `test.${problem.part ?? "value"}` }),
			};
			checkComparison(aspectLabels[test.aspect], { ...comparedAspect(test), field: "" }, undefined, nested);
		} else if (test.kind === "hours" && test.from === test.to) {
			room.report({ part: "test.to", message: "There is no hour between the two" });
		}
	},
	describe: describeSituation,
};

function describeSituation({ test, operator, event, window }: SituationLeaf): string {
	const during = describeWindow(window);
	const time = during === "" ? "" : ` ${during}`;
	const events = `with ${operator === "is" ? "at least one" : "no"} ${event === undefined ? "" : `${event} `}event`;
	switch (test.kind) {
		case "latest": {
			const of = event === undefined ? "" : ` at ${event}`;
			const compared = describeComparison(comparedAspect(test));
			const is = operator === "is" ? "whose" : "for whom it is not so that their";
			return `${is} latest ${aspectLabels[test.aspect]}${of} ${compared}${time}`;
		}
		case "hours":
			return `${events} between ${clock(test.from)} and ${clock(test.to)}${time}`;
		case "weekdays":
			return `${events} on a ${listOf([...test.days].sort((a, b) => a - b).map((day) => weekdays[day - 1] ?? "")).replace(" and ", " or ")}${time}`;
		case "near": {
			const point = `${plainNumber(test.latitude)}, ${plainNumber(test.longitude)}`;
			return `${events} within ${plainNumber(test.km)} km of ${point}${time}`;
		}
	}
}
