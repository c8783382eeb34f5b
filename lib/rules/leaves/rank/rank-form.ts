import { checkAggregate, checkChoice, checkName, checkWindow } from "@/lib/rules/check/check-parts";
import type { CheckRoom, LeafForm } from "@/lib/rules/leaf-kind";
import { describeRank } from "@/lib/rules/leaves/rank/describe-rank";
import { checkSegment } from "@/lib/rules/leaves/segment/segment-form";
import type { RankLeaf, RankMeasure } from "@/lib/rules/rule";

/** The best or the last of everyone, or of a segment, by a number. */
export const rankForm: LeafForm<RankLeaf> = {
	check: (leaf, room) => {
		const { value, unit } = leaf;
		if (unit === "percent" && !(value >= 0.000001 && value <= 100)) {
			room.report({ part: "value", message: "Write a percentage above 0 and up to 100" });
		}
		if (unit === "people" && !(Number.isInteger(value) && value >= 1 && value <= 4_000_000_000)) {
			room.report({ part: "value", message: "Write a whole number of people, 1 or more" });
		}
		checkMeasure(leaf.by, room);
		if (leaf.among !== undefined) checkSegment(leaf.among, room, "among");
	},
	describe: describeRank,
};

function checkMeasure(by: RankMeasure, room: CheckRoom): void {
	if (by.kind === "event") {
		checkWindow(by.window, room);
		const properties = checkChoice(by.event, by.where, room, ["by"], "event");
		if (properties) checkAggregate(by.aggregate, by.event, properties, room, ["by"]);
		return;
	}
	const { traits } = room.catalog;
	const type = traits.get(by.trait);
	if (!checkName("trait", by.trait, traits, room, { part: "by" }) || type === "number") return;
	room.report({ part: "by", message: `The trait "${by.trait}" is a ${type}; ranks need a number` });
}
