import { checkChoice, checkDuration, checkWindow } from "@/lib/rules/check/check-parts";
import type { CheckRoom } from "@/lib/rules/leaf-kind";
import { exactMs } from "@/lib/rules/leaves/sequence/read-steps";
import type { Duration, SequenceLeaf } from "@/lib/rules/rule";

/** Steps that make sense together. */
export function checkSequence(leaf: SequenceLeaf, room: CheckRoom): void {
	checkWindow(leaf.window, room);
	if (leaf.withinTotal) checkExact(leaf.withinTotal, "withinTotal", [], room);
	const { steps } = leaf;
	for (const [index, step] of steps.entries()) {
		const inside = ["steps", index];
		checkChoice(step.event, step.where, room, inside, "event");
		if (step.within) checkExact(step.within, "within", inside, room);
	}
	const first = steps.findIndex(({ not }) => !not);
	const last = steps.findLastIndex(({ not }) => !not);
	if (first === -1) {
		room.report({ part: "steps", message: "At least one step must be something that happens" });
		return;
	}
	if (leaf.soFar && last === steps.length - 1) {
		room.report({ part: "soFar", message: "“So far” applies to a last step that must not happen; add one" });
	}
	if (leaf.withinTotal && steps.filter(({ not }) => !not).length < 2) {
		room.report({ part: "withinTotal", message: "A time limit for all steps needs two steps that happen" });
	}
	let timed = 0;
	for (const [index, { not, within }] of steps.entries()) {
		const at = { inside: ["steps", index], part: "within" };
		if (!not) timed = 0;
		if (index <= first) {
			if (within)
				room.report({ ...at, message: "There is no step before this one to measure the time from" });
		} else if (not && index > last) {
			if (!within) {
				room.report({ ...at, message: "Say for how long this must not happen" });
			}
		} else if (not && within) {
			timed++;
			if (timed > 1) {
				room.report({ ...at, message: "Between two steps only one “not” may have a time of its own" });
			} else if (leaf.withinTotal) {
				room.report({
					...at,
					message: "With a time for all steps, a “not” between two has no time of its own",
				});
			}
		}
	}
}

function checkExact(value: Duration, part: string, inside: (number | string)[], room: CheckRoom): void {
	if (exactMs(value) === null) {
		room.report({
			inside,
			part,
			message: "Steps are timed in minutes, hours, days or weeks: months differ in length",
		});
	} else checkDuration(value, part, room, inside);
}
