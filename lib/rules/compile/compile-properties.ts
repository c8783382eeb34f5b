import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { compileTest, type Place } from "@/lib/rules/compile/compile-comparison";
import { compileTextDateTest, dateOf } from "@/lib/rules/compile/compile-date";
import { isDateTest } from "@/lib/rules/date-test";
import { propertyPath } from "@/lib/rules/property-path";
import { readComparison } from "@/lib/rules/read-comparison";
import type { PropertyLeaf, PropertyNode } from "@/lib/rules/rule";
import { propertySql } from "@/lib/rules/typed/typed-properties";
import type { Test } from "@/lib/rules/value-test";

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
	const holds = test.is === "set" ? propertySet(leaf, moment) : propertyTest(leaf, test, binder, moment);
	return negated ? `NOT ${holds}` : holds;
}

/** Whether there is a value of the type. */
function propertySet({ field, type }: PropertyLeaf, moment: Place): string {
	switch (type) {
		case "string":
		case "number":
		case "boolean":
			return `isNotNull(${propertySql({ path: field, type }, moment)})`;
		case "date":
			return `isNotNull(${dateOf(propertySql({ path: field, type: "string" }, moment))})`;
		case "list": {
			const path = `properties.${propertyPath(field)}`;
			// A list of nothing gets whatever type of list the rows before it had.
			return `(dynamicType(${path}) = 'Array(Nullable(String))' OR ifNull(match(toJSONString(${path}), '^\\\\[(null(,null)*)?\\\\]$'), 0))`;
		}
	}
}

function propertyTest(
	{ field, type }: PropertyLeaf,
	test: Exclude<Test, { is: "set" }>,
	binder: SqlBinder,
	moment: Place,
): string {
	if (isDateTest(test)) {
		return compileTextDateTest(test, propertySql({ path: field, type: "string" }, moment), binder, moment);
	}
	const holds = (value: string) => `ifNull(${compileTest(test, value, binder)}, 0)`;
	switch (type) {
		case "string":
		case "number":
		case "boolean":
			return holds(propertySql({ path: field, type }, moment));
		case "date":
			throw new Error(`"${test.is}" is not asked of a date`);
		case "list":
			// NULLs are removed first: hasAny treats a NULL as the empty text.
			return holds(
				`arrayFilter(item -> isNotNull(item), properties.${propertyPath(field)}.:\`Array(Nullable(String))\`)`,
			);
	}
}
