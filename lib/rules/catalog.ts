/** What a trait or an event property may hold. */
export const valueTypes = ["string", "number", "boolean", "date", "list"] as const;
export type ValueType = (typeof valueTypes)[number];

/**
 * What is to the right of an operator. `date` is ISO text, `duration` is `{ amount, unit }`, `span` is
 * `{ from, to, unit }`, `days` a whole number, `weekdays` a list of 1 (Monday) to 7.
 */
export type Operand =
	| "none"
	| "one"
	| "many"
	| "pair"
	| "text"
	| "pattern"
	| "duration"
	| "span"
	| "period"
	| "days"
	| "weekdays";

export type OperatorDefinition = {
	id: OperatorId;
	/** As it reads inside a sentence: "country **is one of** DE, AT". */
	label: string;
	/** What follows the value: "is more than 30 days **ago**". */
	suffix?: string;
	operand: Operand;
	/**
	 * The negated twin: the whole answer turned round, so that it also holds for people without a value; the builder says
	 * so beside it.
	 */
	includesMissing?: true;
	/** Offers "ignoring case". */
	hasCase?: true;
	/** Its answer for one and the same date changes as time passes. */
	moves?: true;
};

export const operatorIds = [
	"equals",
	"notEquals",
	"oneOf",
	"noneOf",
	"contains",
	"notContains",
	"startsWith",
	"endsWith",
	"matches",
	">",
	">=",
	"<",
	"<=",
	"between",
	"on",
	"before",
	"after",
	"onOrBefore",
	"onOrAfter",
	"moreThanAgo",
	"lessThanAgo",
	"ago",
	"onWeekday",
	"inLast",
	"inNext",
	"inThis",
	"anniversary",
	"includesAny",
	"includesAll",
	"includesNone",
	"isSet",
	"isNotSet",
] as const;
export type OperatorId = (typeof operatorIds)[number];

const presence = [
	{ id: "isSet", label: "is set", operand: "none" },
	{ id: "isNotSet", label: "is not set", operand: "none", includesMissing: true },
] as const;

/**
 * The table of operators by type: their words, what is beside them, and what follows from it. How each is read into
 * a test is its row in `operator-readers`; what a test means is written twice, by `compileTest` and `prepareTest`.
 */
const table = {
	string: [
		{ id: "equals", label: "is", operand: "one", hasCase: true },
		{ id: "notEquals", label: "is not", operand: "one", includesMissing: true, hasCase: true },
		{ id: "oneOf", label: "is one of", operand: "many", hasCase: true },
		{ id: "noneOf", label: "is none of", operand: "many", includesMissing: true, hasCase: true },
		{ id: "contains", label: "contains", operand: "text", hasCase: true },
		{ id: "notContains", label: "does not contain", operand: "text", includesMissing: true, hasCase: true },
		{ id: "startsWith", label: "starts with", operand: "text", hasCase: true },
		{ id: "endsWith", label: "ends with", operand: "text", hasCase: true },
		{ id: "matches", label: "matches the pattern", operand: "pattern", hasCase: true },
		...presence,
	],
	number: [
		{ id: ">=", label: "is at least", operand: "one" },
		{ id: ">", label: "is more than", operand: "one" },
		{ id: "<=", label: "is at most", operand: "one" },
		{ id: "<", label: "is less than", operand: "one" },
		{ id: "between", label: "is between", operand: "pair" },
		{ id: "equals", label: "is exactly", operand: "one" },
		{ id: "notEquals", label: "is not", operand: "one", includesMissing: true },
		{ id: "oneOf", label: "is one of", operand: "many" },
		{ id: "noneOf", label: "is none of", operand: "many", includesMissing: true },
		...presence,
	],
	boolean: [
		{ id: "equals", label: "is", operand: "one" },
		{ id: "notEquals", label: "is not", operand: "one", includesMissing: true },
		...presence,
	],
	date: [
		{ id: "inLast", label: "is in the last", operand: "duration", moves: true },
		{ id: "inNext", label: "is in the next", operand: "duration", moves: true },
		{ id: "inThis", label: "is in this", operand: "period", moves: true },
		{ id: "moreThanAgo", label: "is more than", suffix: "ago", operand: "duration", moves: true },
		{ id: "lessThanAgo", label: "is less than", suffix: "ago", operand: "duration", moves: true },
		{ id: "ago", label: "is from", suffix: "ago", operand: "span", moves: true },
		{ id: "on", label: "is on", operand: "one" },
		{ id: "before", label: "is before", operand: "one" },
		{ id: "onOrBefore", label: "is on or before", operand: "one" },
		{ id: "after", label: "is after", operand: "one" },
		{ id: "onOrAfter", label: "is on or after", operand: "one" },
		{ id: "between", label: "is between", operand: "pair" },
		{ id: "onWeekday", label: "falls on a", operand: "weekdays" },
		{ id: "anniversary", label: "has its anniversary within", suffix: "days", operand: "days", moves: true },
		...presence,
	],
	list: [
		{ id: "includesAny", label: "includes any of", operand: "many" },
		{ id: "includesAll", label: "includes all of", operand: "many" },
		{ id: "includesNone", label: "includes none of", operand: "many", includesMissing: true },
		{ id: "contains", label: "has an item that contains", operand: "text", hasCase: true },
		{
			id: "notContains",
			label: "has no item that contains",
			operand: "text",
			includesMissing: true,
			hasCase: true,
		},
		...presence,
	],
} as const satisfies Record<ValueType, readonly OperatorDefinition[]>;

/** Operators by type, in the order the builder offers them. The first is the default. */
export const operatorsByType: Record<ValueType, readonly OperatorDefinition[]> = table;

/** The operators of a type. */
export type OperatorOf<Type extends ValueType> = (typeof table)[Type][number]["id"];

export function findOperator(type: ValueType, id: string): OperatorDefinition | undefined {
	return operatorsByType[type].find((operator) => operator.id === id);
}

export type AggregateKind =
	| "count"
	| "distinctDays"
	| "sum"
	| "avg"
	| "min"
	| "max"
	| "distinctValues"
	| "daysSinceFirst"
	| "daysSinceLast";

export type AggregateDefinition = {
	kind: AggregateKind;
	/** As it reads before the operator. */
	label: string;
	/** Which property it needs: none, a numeric one, or any. */
	property: "none" | "number" | "any";
	/** Whole numbers only. */
	isWhole: boolean;
	/** What it is for a person without a matching event: 0, or missing. */
	ofNothing: "zero" | "missing";
};

export const aggregates: AggregateDefinition[] = [
	{ kind: "count", label: "number of times", property: "none", isWhole: true, ofNothing: "zero" },
	{
		kind: "distinctDays",
		label: "number of different days",
		property: "none",
		isWhole: true,
		ofNothing: "zero",
	},
	{ kind: "sum", label: "sum of", property: "number", isWhole: false, ofNothing: "zero" },
	{ kind: "avg", label: "average of", property: "number", isWhole: false, ofNothing: "missing" },
	{ kind: "min", label: "smallest", property: "number", isWhole: false, ofNothing: "missing" },
	{ kind: "max", label: "largest", property: "number", isWhole: false, ofNothing: "missing" },
	{ kind: "distinctValues", label: "number of different", property: "any", isWhole: true, ofNothing: "zero" },
	{
		kind: "daysSinceFirst",
		label: "days since the first",
		property: "none",
		isWhole: true,
		ofNothing: "missing",
	},
	{
		kind: "daysSinceLast",
		label: "days since the last",
		property: "none",
		isWhole: true,
		ofNothing: "missing",
	},
];

const aggregateByKind = new Map(aggregates.map((aggregate) => [aggregate.kind, aggregate]));

export function aggregateOf(kind: AggregateKind): AggregateDefinition {
	const found = aggregateByKind.get(kind);
	if (!found) throw new Error(`Unknown aggregate ${kind}`);
	return found;
}

/** Operators for an aggregate: those of a number, without "is set", because a count is never missing. */
export function aggregateOperators(kind: AggregateKind): OperatorDefinition[] {
	const ofNothing = aggregateOf(kind).ofNothing;
	return operatorsByType.number.filter(
		(operator) =>
			operator.operand !== "many" &&
			(ofNothing === "missing" || (operator.id !== "isSet" && operator.id !== "isNotSet")),
	);
}

/** Minutes to weeks are exact: a day is 24 hours, a week 168. Months and years are the calendar's, in the workspace's zone. */
export const durationUnits = ["minutes", "hours", "days", "weeks", "months", "years"] as const;
export type DurationUnit = (typeof durationUnits)[number];

export const calendarPeriods = ["day", "week", "month", "quarter", "year"] as const;
export type CalendarPeriod = (typeof calendarPeriods)[number];

/** Milliseconds of the exact units. */
export const unitMs = {
	minutes: 60_000,
	hours: 3_600_000,
	days: 86_400_000,
	weeks: 604_800_000,
} as const;

/** Names and types a rule may use: what has been seen in the workspace's data. */
export type Catalog = {
	traits: ReadonlyMap<string, ValueType>;
	/** Event name → property name → type. */
	events: ReadonlyMap<string, ReadonlyMap<string, ValueType>>;
	/** Segments a rule may build on, by id. */
	segments: ReadonlyMap<string, { name: string; isArchived: boolean }>;
	/** Names of the stored lists, by id. */
	lists: ReadonlyMap<string, string>;
};
