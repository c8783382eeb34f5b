import { type EventRow, type PropertyValue, propertyOf } from "@/lib/segments/person-history";
import { comparisonOf, prepareTest, typeOfTest, type ValueTest } from "@/lib/segments/prepare-test";
import type { PropertyLeaf, PropertyNode } from "@/lib/segments/rule";
import { readInstant } from "@/lib/segments/zoned-time";

type Place = { asOf: number; timeZone: string };

/** Filters over one event's properties. */
export function prepareProperties(node: PropertyNode, place: Place): (event: EventRow) => boolean {
	if (node.kind === "property") return prepareProperty(node, place);
	if (node.rules.length === 0) throw new Error("An empty group has no meaning");
	const parts = node.rules.map((child) => prepareProperties(child, place));
	const isAnd = node.combinator === "and";
	const isNot = node.not ?? false;
	return (event) => {
		const together = isAnd ? parts.every((part) => part(event)) : parts.some((part) => part(event));
		return together !== isNot;
	};
}

function prepareProperty(leaf: PropertyLeaf, place: Place): (event: EventRow) => boolean {
	const { negated, test } = comparisonOf(leaf, place.timeZone);
	const holds: (value: PropertyValue) => boolean = test.is === "set" ? () => true : prepareHolds(test, place);
	return (event) => {
		const value = propertyOf(event, leaf.field);
		return (value !== undefined && holds(value)) !== negated;
	};
}

function prepareHolds(test: ValueTest, place: Place): (value: PropertyValue) => boolean {
	const passes = prepareTest(test, place);
	const type = typeOfTest(test);
	switch (type) {
		case "string":
		case "number":
		case "boolean":
			return (value) => typeof value === type && passes(value);
		case "date":
			return (value) => {
				const instant = typeof value === "string" ? readInstant(value, "UTC") : null;
				return instant !== null && passes(instant);
			};
		case "list":
			// A list of text; one that holds anything else is not one.
			return (value) =>
				Array.isArray(value) &&
				value.every((item) => typeof item === "string" || item === null) &&
				passes(value);
	}
}
