import { checkDuration } from "@/lib/rules/check/check-parts";
import { describeStretch } from "@/lib/rules/describe/describe-parts";
import type { CheckRoom, LeafForm } from "@/lib/rules/leaf-kind";
import type { SegmentLeaf } from "@/lib/rules/rule";
import { unfilledPhrase } from "@/lib/rules/unfilled-name";

/** Membership of another segment, as served; or having entered or left it recently. */
export const segmentForm: LeafForm<SegmentLeaf> = {
	check: (leaf, room) => {
		checkSegment(leaf.field, room);
		const asksTime = leaf.operator === "entered" || leaf.operator === "left";
		if (asksTime) checkDuration(leaf.value, "value", room);
		else if (leaf.value !== null) {
			room.report({ part: "value", message: "Membership takes no length of time" });
		}
	},
	describe: ({ field, operator, value }, names) => {
		const name = names.segment(field) ?? unfilledPhrase(field) ?? "a segment that is not known";
		if (operator === "isMember") return `who are in ${name}`;
		if (operator === "isNotMember") return `who are not in ${name}`;
		const time = value === null ? "…" : describeStretch(value);
		return `who ${operator} ${name} in the last ${time}`;
	},
};

/** That a segment exists and is not archived. */
export function checkSegment(id: string, room: CheckRoom, part = "field"): void {
	const found = room.catalog.segments.get(id);
	if (!found) {
		const message = unfilledPhrase(id) === null ? "There is no such segment" : "Choose a segment";
		room.report({ part, message });
	} else if (found.isArchived) {
		room.report({ part, message: `The segment "${found.name}" is archived; choose another one` });
	}
}
