import { changeWindow } from "@/components/rules/controls/measure";
import { emptyValue, newLeaf } from "@/components/rules/kinds/new-leaf";
import { newSituation } from "@/components/rules/kinds/situation-controls";
import { aggregates, operatorsByType, type ValueType, valueTypes } from "@/lib/rules/catalog";
import type {
	ContactLeaf,
	EventAggregate,
	EventLeaf,
	EventWindow,
	LeafKindName,
	OperandValue,
	PropertyGroup,
	RuleLeaf,
	SessionMeasure,
	SituationTest,
} from "@/lib/rules/rule";

/** A condition of each kind in each of its forms, for the tests' small shop. */

const traitOf: Record<ValueType, string> = {
	string: "plan",
	number: "orders",
	boolean: "vip",
	date: "trial_started_at",
	list: "tags",
};

const windowKinds: Record<EventWindow["kind"], true> = {
	any: true,
	last: true,
	before: true,
	ago: true,
	between: true,
	this: true,
	sinceTrait: true,
};
const month: EventWindow = { kind: "last", amount: 30, unit: "days" };
// Safe because the record has exactly the kinds.
const windows = (Object.keys(windowKinds) as EventWindow["kind"][]).map((kind) =>
	changeWindow(month, kind, "trial_started_at"),
);

function filled(type: ValueType, operator: string): OperandValue {
	const value = emptyValue(type, operator);
	if (value === null && type === "number") return 5;
	if (value === null && type === "string") return "pro";
	if (value === null && type === "date") return "2026-03-08";
	return Array.isArray(value) && value.length === 0 && type !== "number" ? ["pro", "team"] : value;
}

function traits(): RuleLeaf[] {
	return valueTypes.flatMap((type) =>
		operatorsByType[type].map(({ id }) => ({
			kind: "trait" as const,
			field: traitOf[type],
			type,
			operator: id,
			value: filled(type, id),
		})),
	);
}

const where: PropertyGroup = {
	combinator: "and",
	rules: [
		{ kind: "property", field: "amount", type: "number", operator: "between", value: [1, 20] },
		{ kind: "property", field: "category", type: "string", operator: "contains", value: "shoe" },
	],
};

function eventWith(change: Partial<EventLeaf>): EventLeaf {
	// Safe because a new leaf has the requested kind.
	return { ...(newLeaf({ kind: "event", name: "Order Completed" }) as EventLeaf), ...change };
}

function aggregateOf(kind: EventAggregate["kind"]): EventAggregate {
	// Safe because those that measure a property name one.
	const isOfProperty = aggregates.some((each) => each.kind === kind && each.property !== "none");
	return (isOfProperty ? { kind, property: "amount" } : { kind }) as EventAggregate;
}

const sessionMeasures: Record<SessionMeasure["kind"], SessionMeasure> = {
	count: { kind: "count" },
	longestMinutes: { kind: "longestMinutes" },
	mostPages: { kind: "mostPages" },
	mostOf: { kind: "mostOf", event: "App Opened" },
	activeSeconds: { kind: "activeSeconds", page: "Pricing" },
};

const situations: Record<SituationTest["kind"], SituationTest> = {
	latest: { kind: "latest", aspect: "country", operator: "equals", value: "DE" },
	hours: newSituation("hours"),
	weekdays: newSituation("weekdays"),
	near: newSituation("near"),
};

const contacts: Record<ContactLeaf["operator"], ContactLeaf["value"]> = {
	isSet: null,
	isNotSet: null,
	equals: "ada@example.com",
	notEquals: { hash: "0".repeat(64), hint: "a…@example.com" },
	domainIs: "example.com",
	domainIsNot: "example.com",
	domainEndsWith: ".org",
};

function leaf<K extends LeafKindName>(kind: Exclude<K, "trait" | "event">, change: object): RuleLeaf {
	// Safe because only parts of that kind's leaf are changed.
	return { ...newLeaf({ kind }), ...change } as RuleLeaf;
}

const opened = { kind: "event", event: "App Opened", aggregate: { kind: "count" }, window: month };
const steps = [
	{ event: "Cart Viewed" },
	{ event: "App Opened", within: { amount: 3, unit: "days" }, not: true },
	{ event: "Order Completed", where },
];

export const everyCondition: Record<LeafKindName, RuleLeaf[]> = {
	everyone: [newLeaf({ kind: "everyone" })],
	trait: traits(),
	event: [
		...windows.map((window) => eventWith({ window })),
		...aggregates.map(({ kind }) => eventWith({ aggregate: aggregateOf(kind), value: 10 })),
		eventWith({ operator: "equals", value: 10, where }),
		eventWith({ operator: "between", value: [2, 5] }),
	],
	sequence: [
		leaf("sequence", { steps, withinTotal: { amount: 2, unit: "weeks" } }),
		leaf("sequence", { steps: [...steps.slice(0, 1), { ...steps[1], within: { amount: 3, unit: "days" } }] }),
	],
	rank: [
		leaf("rank", { by: opened, among: "s1" }),
		leaf("rank", { by: { kind: "trait", trait: "orders" }, unit: "people", value: 100 }),
	],
	segment: [
		leaf("segment", { field: "s1" }),
		leaf("segment", { field: "s1", operator: "entered", value: { amount: 7, unit: "days" } }),
	],
	feature: [leaf("feature", { events: [{ event: "App Opened" }, { event: "Cart Viewed" }] })],
	session: Object.values(sessionMeasures).map((measure) => leaf("session", { measure })),
	trend: [
		leaf("trend", { event: "App Opened" }),
		leaf("trend", { event: "Order Completed", where, compared: "difference", value: -3 }),
		leaf("trend", { event: "App Opened", operator: "between", value: [0.07, 0.5] }),
	],
	situation: Object.values(situations).map((test) => leaf("situation", { test, event: "App Opened" })),
	engagement: [leaf("engagement", { channel: "email", value: 3 })],
	consent: [newLeaf({ kind: "consent" })],
	list: [leaf("list", { field: "l1" })],
	// Safe because the keys of such a record are the operators.
	contact: (Object.keys(contacts) as ContactLeaf["operator"][]).map((operator) =>
		leaf("contact", { operator, value: contacts[operator] }),
	),
	birth: [
		newLeaf({ kind: "birth" }),
		leaf("birth", { field: "age", operator: ">=", value: 18 }),
		leaf("birth", { field: "age", operator: "between", value: [18, 30] }),
		leaf("birth", { operator: "isSet", value: null }),
	],
};
