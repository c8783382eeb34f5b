import { describe, expect, it } from "vitest";
import { describeRule } from "@/lib/rules/describe/describe-rule";
import type { BirthLeaf, EventLeaf, RuleNode, SegmentRule, TraitLeaf } from "@/lib/rules/rule";

const event: EventLeaf = {
	kind: "event",
	field: "Order Completed",
	aggregate: { kind: "count" },
	operator: ">=",
	value: 3,
	window: { kind: "last", amount: 60, unit: "days" },
};
const plan = { kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" } as const;
const eventWith = (change: Partial<EventLeaf>): EventLeaf => ({ ...event, ...change });
const planWith = (change: Partial<TraitLeaf>): TraitLeaf => ({ ...plan, ...change });
const born = (operator: TraitLeaf["operator"], value: TraitLeaf["value"]): TraitLeaf => ({
	kind: "trait",
	field: "born",
	type: "date",
	operator,
	value,
});
const birth = (
	field: BirthLeaf["field"],
	operator: BirthLeaf["operator"],
	value: BirthLeaf["value"],
): BirthLeaf => ({
	kind: "birth",
	field,
	operator,
	value,
});
const all = (...rules: RuleNode[]): SegmentRule => ({ combinator: "and", rules });

describe("a rule in plain English", () => {
	it.each<[string, SegmentRule]>([
		[
			"People with at least 3 Order Completed events in the last 60 days where category is “shoes”.",
			all(
				eventWith({
					where: {
						combinator: "and",
						rules: [
							{ kind: "property", field: "category", type: "string", operator: "equals", value: "shoes" },
						],
					},
				}),
			),
		],
		[
			"People with no Order Completed event in the last 60 days.",
			all(eventWith({ operator: "equals", value: 0 })),
		],
		[
			"People with at least one Order Completed event.",
			all(eventWith({ value: 1, window: { kind: "any" } })),
		],
		[
			"People whose sum of amount of Order Completed is more than 1,500 more than 1 week ago.",
			all(
				eventWith({
					aggregate: { kind: "sum", property: "amount" },
					operator: ">",
					value: 1500,
					window: { kind: "before", amount: 1, unit: "weeks" },
				}),
			),
		],
		[
			"People whose plan is “pro” and (with at least 3 Order Completed events in the last 60 days or whose plan is not set).",
			all(plan, {
				combinator: "or",
				rules: [event, planWith({ operator: "isNotSet", value: null })],
			}),
		],
		["People who are not among those whose plan is “pro”.", { ...all(plan), not: true }],
		["Everyone.", all({ kind: "everyone", field: "everyone", operator: "equals", value: true })],
		["People whose plan is ….", all(planWith({ value: null }))],
		["No one yet: add a condition.", all()],
		["People whose born is more than 30 days ago.", all(born("moreThanAgo", { amount: 30, unit: "days" }))],
		["People whose born is more than 1 day ago.", all(born("moreThanAgo", { amount: 1, unit: "days" }))],
		["People whose born is less than 1 week ago.", all(born("lessThanAgo", { amount: 1, unit: "weeks" }))],
		["People whose born is in the last day.", all(born("inLast", { amount: 1, unit: "days" }))],
		["People whose born is in the next month.", all(born("inNext", { amount: 1, unit: "months" }))],
		["People whose born is from 0 to 1 day ago.", all(born("ago", { from: 0, to: 1, unit: "days" }))],
		["People whose born has its anniversary within 1 day.", all(born("anniversary", 1))],
		[
			"People with the sequence Cart Updated, then within 1 day not Order Completed, then Paid, all within 1 week of the first, in the last month.",
			all({
				kind: "sequence",
				field: "sequence",
				operator: "happened",
				value: true,
				steps: [
					{ event: "Cart Updated" },
					{ not: true, event: "Order Completed", within: { amount: 1, unit: "days" } },
					{ event: "Paid" },
				],
				withinTotal: { amount: 1, unit: "weeks" },
				window: { kind: "last", amount: 1, unit: "months" },
			}),
		],
		["People whose born is from 5 to 10 days ago.", all(born("ago", { from: 5, to: 10, unit: "days" }))],
		["People whose born is on or before 2026-03-08.", all(born("onOrBefore", "2026-03-08"))],
		["People whose born falls on a Monday, Tuesday or Sunday.", all(born("onWeekday", [1, 2, 7]))],
		["People whose born falls on a Friday.", all(born("onWeekday", [5]))],
		["People whose born is in this quarter.", all(born("inThis", "quarter"))],
		["People whose born has its anniversary within 7 days.", all(born("anniversary", 7))],
		[
			"People with at least one Order Completed event from 1 to 2 weeks ago.",
			all(eventWith({ operator: ">=", value: 1, window: { kind: "ago", from: 1, to: 2, unit: "weeks" } })),
		],
		[
			"People whose tags has an item that contains “x”.",
			all({ kind: "trait", field: "tags", type: "list", operator: "contains", value: "x" }),
		],
		["People whose birthday is today or in the next 7 days.", all(birth("birthday", "anniversary", 7))],
		["People whose age is at least 18.", all(birth("age", ">=", 18))],
		["People whose date of birth is not known.", all(birth("birthday", "isNotSet", null))],
	])("%s", (text, rule) => {
		expect(describeRule(rule)).toBe(text);
	});

	it.each<[string, EventLeaf["operator"], EventLeaf["value"]]>([
		["no Sign Up event", "<", 1],
		["no Sign Up event", "<=", 0],
		["at least one Sign Up event", ">", 0],
		["more than one Sign Up event", ">", 1],
		["exactly one Sign Up event", "equals", 1],
		["at most 2 Sign Up events", "<=", 2],
		["fewer than 1,000 Sign Up events", "<", 1000],
		["any number of Sign Up events but 3", "notEquals", 3],
		["between 2 and 5 Sign Up events", "between", [2, 5]],
		["between 0 and 1 Sign Up events", "between", [0, 1]],
		["at least … Sign Up events", ">=", null],
	])("counts events of any name: with %s", (text, operator, value) => {
		const leaf = eventWith({ field: "Sign Up", operator, value, window: { kind: "any" } });
		expect(describeRule(all(leaf))).toBe(`People with ${text}.`);
	});

	it("states where and when for events of any name, and for any event", () => {
		const hours = {
			kind: "situation",
			field: "situation",
			test: { kind: "hours", from: 9, to: 12 },
			operator: "is",
			value: true,
			window: { kind: "last", amount: 30, unit: "days" },
		} as const;
		const sentence = (change: Partial<typeof hours> | { event: string } | { operator: "isNot" }) =>
			// Safe because the description reads no more of it.
			describeRule(all({ ...hours, ...change } as unknown as RuleNode));
		expect(sentence({ event: "Sign Up" })).toBe(
			"People with at least one Sign Up event between 09:00 and 12:00 in the last 30 days.",
		);
		expect(sentence({ operator: "isNot" })).toBe(
			"People with no event between 09:00 and 12:00 in the last 30 days.",
		);
	});
});
