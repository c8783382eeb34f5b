import { checkAggregate, checkChoice, checkDuration, checkNumber } from "@/lib/rules/check/check-parts";
import {
	describeAggregate,
	describeNumber,
	describeStretch,
	describeWhere,
} from "@/lib/rules/describe/describe-parts";
import type { LeafForm } from "@/lib/rules/leaf-kind";
import type { TrendLeaf } from "@/lib/rules/rule";

/** The last period beside the one before it. */
export const trendForm: LeafForm<TrendLeaf> = {
	check: (leaf, room) => {
		const { amount, unit } = leaf.period;
		checkDuration({ amount: 2 * amount, unit }, "period", room);
		checkNumber(leaf, { isWhole: false }, room);
		const { kind } = leaf.aggregate;
		if (kind === "daysSinceFirst" || kind === "daysSinceLast") {
			room.report({
				part: "aggregate",
				message: "Days since an event have no trend; choose something that can be counted or added up",
			});
		}
		const properties = checkChoice(leaf.event, leaf.where, room, [], "event");
		if (properties) checkAggregate(leaf.aggregate, leaf.event, properties, room);
	},
	describe: ({ event, where, aggregate, compared, period, operator, value }) => {
		const length = describeStretch(period);
		const filters = describeWhere(where);
		const what = `${describeAggregate(aggregate, event)}${filters} in the last ${length}`;
		const how = compared === "ratio" ? "divided by" : "minus";
		return `whose ${what} ${how} that of the ${length} before ${describeNumber({ operator, value })}`;
	},
};
