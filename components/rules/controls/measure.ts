import {
	type AggregateKind,
	aggregateOf,
	aggregateOperators,
	type CalendarPeriod,
	type ValueType,
} from "@/lib/rules/catalog";
import type { EventAggregate, EventLeaf, EventWindow } from "@/lib/rules/rule";
import { unfilledName } from "@/lib/rules/unfilled-name";

/** The aggregates as the sentence begins with them; "with no" is the label of a count of 0. */
export type Measure = AggregateKind | "never";

export const measures: readonly { value: Measure; label: string }[] = [
	{ value: "count", label: "with" },
	{ value: "never", label: "with no" },
	{ value: "distinctDays", label: "different days with" },
	{ value: "sum", label: "sum of" },
	{ value: "avg", label: "average of" },
	{ value: "min", label: "smallest" },
	{ value: "max", label: "largest" },
	{ value: "distinctValues", label: "number of different" },
	{ value: "daysSinceFirst", label: "days since the first" },
	{ value: "daysSinceLast", label: "days since the last" },
];

/** The aggregates as a ranking or a comparison over time names them, before the event. */
export const aggregateOptions: readonly { value: AggregateKind; label: string }[] = [
	{ value: "count", label: "number of" },
	{ value: "distinctDays", label: "number of different days with" },
	...measures.flatMap(({ value, label }) =>
		value === "never" || value === "count" || value === "distinctDays" ? [] : [{ value, label }],
	),
];

export function measureOf({ aggregate, operator, value }: EventLeaf): Measure {
	return aggregate.kind === "count" && operator === "equals" && value === 0 ? "never" : aggregate.kind;
}

/** Changes what is measured; keeps number and comparison where they still make sense. */
export function changeMeasure(
	leaf: EventLeaf,
	measure: Measure,
	properties: readonly { name: string; type: ValueType }[],
): EventLeaf {
	if (measure === "never") return { ...leaf, aggregate: { kind: "count" }, operator: "equals", value: 0 };
	const aggregate = aggregateWith(measure, leaf.aggregate, properties);
	const wasNever = measureOf(leaf) === "never";
	const isAllowed = aggregateOperators(measure).some(({ id }) => id === leaf.operator);
	if (wasNever || !isAllowed || leaf.value === null) return { ...leaf, aggregate, operator: ">=", value: 1 };
	return { ...leaf, aggregate };
}

/** Changes what is aggregated; keeps a property that the new aggregate can use too, else the first it can. */
export function aggregateWith(
	kind: AggregateKind,
	before: EventAggregate,
	properties: readonly { name: string; type: ValueType }[],
): EventAggregate {
	const needs = aggregateOf(kind).property;
	switch (kind) {
		case "sum":
		case "avg":
		case "min":
		case "max":
		case "distinctValues": {
			const usable = properties.filter(({ type }) =>
				needs === "number" ? type === "number" : type !== "list",
			);
			const kept = "property" in before && usable.some(({ name }) => name === before.property);
			return { kind, property: kept ? before.property : (usable[0]?.name ?? unfilledName("a property")) };
		}
		default:
			return { kind };
	}
}

export const windowKinds: readonly { value: EventWindow["kind"]; label: string }[] = [
	{ value: "last", label: "in the last" },
	{ value: "this", label: "in this" },
	{ value: "any", label: "at any time" },
	{ value: "before", label: "more than … ago" },
	{ value: "ago", label: "from … to … ago" },
	{ value: "between", label: "between" },
	{ value: "sinceTrait", label: "since their" },
];

export const periodOptions: readonly { value: CalendarPeriod; label: string }[] = [
	{ value: "day", label: "day (today)" },
	{ value: "week", label: "week (since Monday)" },
	{ value: "month", label: "month" },
	{ value: "quarter", label: "quarter" },
	{ value: "year", label: "year" },
];

export function changeWindow(before: EventWindow, kind: EventWindow["kind"], dateTrait: string): EventWindow {
	const hasLength = (before.kind === "last" || before.kind === "before") && Number.isFinite(before.amount);
	const length = hasLength ? before : { amount: 30, unit: "days" as const };
	switch (kind) {
		case "any":
			return { kind };
		case "last":
		case "before":
			return { kind, amount: length.amount, unit: length.unit };
		case "ago":
			return { kind, from: length.amount, to: 2 * length.amount, unit: length.unit };
		case "this":
			return { kind, unit: "month" };
		case "between":
			return { kind, from: "", to: "" };
		case "sinceTrait":
			return { kind, trait: dateTrait || unfilledName("a date") };
	}
}
