import { addSize, noSize, oversizeMessage } from "@/lib/rules/check/rule-size";
import type { RuleLeaf } from "@/lib/rules/rule";

/**
 * Splits conditions, of any number of rules, into batches for one statement each: limited in number, and
 * together no larger than the largest rule, which the warehouse is known to accept.
 */
export function splitLeaves<Keyed extends { leaf: RuleLeaf }>(
	leaves: readonly Keyed[],
	most: number,
): Keyed[][] {
	const statements: Keyed[][] = [];
	let statement: Keyed[] = [];
	let size = noSize;
	for (const keyed of leaves) {
		const larger = addSize(size, keyed.leaf);
		const isFull = statement.length === most || oversizeMessage(larger) !== null;
		if (statement.length === 0 || isFull) {
			statement = [];
			statements.push(statement);
		}
		statement.push(keyed);
		size = isFull ? addSize(noSize, keyed.leaf) : larger;
	}
	return statements;
}
