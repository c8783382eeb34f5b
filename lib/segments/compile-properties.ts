import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { compileTest, type Place, type ValueTest } from "@/lib/segments/compile-comparison";
import { propertyPath } from "@/lib/segments/property-path";
import { readComparison } from "@/lib/segments/read-comparison";
import type { PropertyLeaf, PropertyNode } from "@/lib/segments/rule";

/** Filters over one event's properties, as a SQL condition that is never NULL. */
export function compileProperties(node: PropertyNode, binder: SqlBinder, moment: Place): string {
	if (node.kind === "property") return compileProperty(node, binder, moment);
	if (node.rules.length === 0) throw new Error("An empty group has no meaning");
	const parts = node.rules.map((child) => compileProperties(child, binder, moment));
	const joint = { and: " AND ", or: " OR " }[node.combinator];
	if (joint === undefined) throw new Error(`Filters cannot be joined by "${node.combinator}"`);
	const together = `(${parts.join(joint)})`;
	return node.not ? `NOT ${together}` : together;
}

function compileProperty(leaf: PropertyLeaf, binder: SqlBinder, moment: Place): string {
	const read = readComparison(leaf, moment.timeZone);
	if (!read.ok) throw new Error(`Not a valid condition: ${read.problem.message}`);
	const { negated, test } = read.comparison;
	const path = `properties.${propertyPath(leaf.field)}`;
	const holds =
		test.is === "set" ? `isNotNull(${path})` : propertyTest(leaf.type, test, path, binder, moment);
	return negated ? `NOT ${holds}` : holds;
}

function propertyTest(
	type: PropertyLeaf["type"],
	test: ValueTest,
	path: string,
	binder: SqlBinder,
	moment: Place,
): string {
	const holds = (value: string) => `ifNull(${compileTest(test, value, binder, moment)}, 0)`;
	switch (type) {
		case "string":
			return holds(`${path}.:String`);
		case "number":
			return holds(`${path}.:Float64`);
		case "boolean":
			return holds(`${path}.:Bool`);
		case "date":
			return holds(dateOf(`${path}.:String`));
		case "list":
			// Without the NULLs first: hasAny takes a NULL for the empty text.
			return holds(`arrayFilter(item -> isNotNull(item), ${path}.:\`Array(Nullable(String))\`)`);
	}
}

const dateGrammar =
	"^\\d{4}-\\d{2}-\\d{2}(T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?(Z|[+-](0\\d|1[0-4]):[0-5]\\d))?$";

/** Milliseconds of ISO text; NULL of any other text. */
export function dateOf(text: string): string {
	const ms = `toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(${text}, 3, 'UTC'))`;
	const isDate = `match(${text}, '${dateGrammar.replaceAll("\\", "\\\\")}')`;
	return `if(${isDate} AND ${ms} BETWEEN -2208988800000 AND 10413791999999, ${ms}, NULL)`;
}
