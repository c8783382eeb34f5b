import { describe, expect, it } from "vitest";
import { explainRule } from "@/lib/rules/describe/explain-rule";
import { evaluateRule, momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { emptyHistory, type PersonHistory } from "@/lib/rules/evaluate/person-history";
import type { EventLeaf, SegmentRule, TraitLeaf } from "@/lib/rules/rule";

const asOf = Date.UTC(2026, 10, 22);
const day = 86_400_000;
const names = { segment: () => undefined, list: () => undefined, campaign: () => undefined };
const bought: EventLeaf = {
	kind: "event",
	field: "Order Completed",
	aggregate: { kind: "count" },
	operator: ">=",
	value: 3,
	window: { kind: "last", amount: 30, unit: "days" },
};
const spent: EventLeaf = { ...bought, aggregate: { kind: "avg", property: "amount" }, value: 10 };
const isPro: TraitLeaf = { kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" };
const isVip: TraitLeaf = { kind: "trait", field: "vip", type: "boolean", operator: "equals", value: true };

const ada: PersonHistory = {
	...emptyHistory,
	uid: 7,
	createdAt: asOf - 100 * day,
	traits: [
		{
			trait: "plan",
			value: { type: "string", value: "free" },
			priority: 1,
			validFrom: 0,
			recordedAt: 0,
			seq: 0,
		},
	],
	events: [1, 2].map((ago) => ({
		event: "Order Completed",
		time: asOf - ago * day,
		message: String(ago),
		properties: { amount: 4.5 * ago },
	})),
};

function explain(rule: SegmentRule) {
	return explainRule(rule, evaluateRule(rule, ada, momentAt(asOf, "UTC")).evidence, names, "UTC");
}

describe("explainRule", () => {
	it("reports for each condition what was found, with the deciding events", () => {
		const { nodes, missing } = explain({ combinator: "and", rules: [bought, isPro, isVip, spent] });
		expect(nodes.map(({ holds, text, evidence }) => [holds, text, evidence])).toEqual([
			[false, "All of these", ""],
			[false, "with at least 3 Order Completed events in the last 30 days", "2 times; needs at least 3"],
			[false, "whose plan is “pro”", "is “free”"],
			[false, "whose vip is true", "has no value"],
			[
				false,
				"whose average of amount of Order Completed is at least 10 in the last 30 days",
				"6.75; needs at least 10",
			],
		]);
		expect(nodes[1]?.events.map(({ message }) => message)).toEqual(["1", "2"]);
		expect(missing).toHaveLength(4);
	});

	it("names what is missing through groups and their denial", () => {
		const rule: SegmentRule = {
			combinator: "and",
			rules: [
				{ combinator: "or", rules: [isPro, isVip] },
				{ combinator: "or", not: true, rules: [{ ...bought, value: 1 }] },
			],
		};
		expect(explain(rule).missing).toEqual([
			"one of these: whose plan is “pro”; or whose vip is true",
			"anything but: with at least one Order Completed event in the last 30 days",
		]);
		expect(explain({ combinator: "or", rules: [{ ...bought, value: 2 }, isPro] }).missing).toEqual([]);
	});
});
