import {
	describeAggregate,
	describeWhere,
	describeWindow,
	plainNumber,
} from "@/lib/rules/describe/describe-parts";
import type { Names } from "@/lib/rules/leaf-kind";
import type { RankLeaf } from "@/lib/rules/rule";
import { unfilledPhrase } from "@/lib/rules/unfilled-name";

/** "who are in the top 25 % by number of Order Completed in the last 30 days". */
export function describeRank({ operator, value, unit, by, among }: RankLeaf, names: Names): string {
	const share = unit === "percent" ? `${plainNumber(value)} %` : `${plainNumber(value)} people`;
	const members =
		among === undefined
			? ""
			: ` among ${names.segment(among) ?? unfilledPhrase(among) ?? "a segment that is not known"}`;
	const start = `who are in the ${operator} ${share}${members} by`;
	if (by.kind === "trait") return `${start} ${by.trait}`;
	const time = describeWindow(by.window);
	const where = describeWhere(by.where);
	return `${start} ${describeAggregate(by.aggregate, by.event)}${time === "" ? "" : ` ${time}`}${where}`;
}
