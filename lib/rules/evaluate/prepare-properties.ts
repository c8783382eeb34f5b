import { isDateTest } from "@/lib/rules/date-test";
import { type EventRow, type PropertyValue, propertyOf } from "@/lib/rules/evaluate/person-history";
import { prepareDateTest, readDateValue } from "@/lib/rules/evaluate/prepare-date";
import { comparisonOf, prepareTest } from "@/lib/rules/evaluate/prepare-test";
import type { PropertyLeaf, PropertyNode } from "@/lib/rules/rule";
import type { Test } from "@/lib/rules/value-test";

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
	const holds = prepareHolds(leaf.type, test, place);
	return (event) => {
		const value = propertyOf(event, leaf.field);
		return (value !== undefined && holds(value)) !== negated;
	};
}

function prepareHolds(
	type: PropertyLeaf["type"],
	test: Test,
	place: Place,
): (value: PropertyValue) => boolean {
	const isSet = test.is === "set";
	if (type === "date") {
		const passes = isDateTest(test) ? prepareDateTest(test, place) : () => isSet;
		return (value) => {
			const date = readDateValue(value);
			return date !== null && passes(date);
		};
	}
	if (isDateTest(test)) throw new Error(`"${test.is}" is asked of a date`);
	const passes = isSet ? () => true : prepareTest(test);
	if (type === "list") return (value) => isTextList(value) && passes(value);
	return (value) => typeof value === type && passes(value);
}

/** A list of text; one that holds anything else is not one. */
function isTextList(value: PropertyValue): value is readonly string[] {
	return Array.isArray(value) && value.every((item) => typeof item === "string" || item === null);
}
