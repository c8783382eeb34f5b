import type { Duration } from "@/lib/rules/rule";

type Node = Record<string, unknown>;

const window = (days: number) => ({ kind: "last", amount: days, unit: "days" });
const did = (field: string, operator: string, value: number, days?: number, where?: Node[]): Node => ({
	kind: "event",
	field,
	aggregate: { kind: "count" },
	operator,
	value,
	window: days === undefined ? { kind: "any" } : window(days),
	...(where ? { where: { combinator: "and", rules: where } } : {}),
});
const sum = (field: string, property: string, operator: string, value: number, days: number): Node => ({
	kind: "event",
	field,
	aggregate: { kind: "sum", property },
	operator,
	value,
	window: window(days),
});
const never = (field: string, days?: number): Node => did(field, "equals", 0, days);
const trait = (field: string, type: string, operator: string, value: unknown): Node => ({
	kind: "trait",
	field,
	type,
	operator,
	value,
});
const where = (field: string, value: string): Node => ({
	kind: "property",
	field,
	type: "string",
	operator: "equals",
	value,
});
const within = (amount: number): Duration => ({ amount, unit: "days" });
const all = (...rules: Node[]): Node => ({ combinator: "and", rules });
const any = (...rules: Node[]): Node => ({ combinator: "or", rules });

/** The demo's twenty segments, named as a marketer would. */
export const demoSegments: { key: string; name: string; description: string; tags?: string[]; rule: Node }[] =
	[
		{
			key: "lapsed",
			name: "Lapsed shoppers",
			description: "Bought before, nothing in the last 21 days.",
			tags: ["Win-back"],
			rule: all(did("Order Completed", ">=", 1), never("Order Completed", 21)),
		},
		{
			key: "active",
			name: "Active shoppers",
			description: "Looked at the shop at least twice in two weeks.",
			rule: all(did("Product Viewed", ">=", 2, 14)),
		},
		{
			key: "abandoned",
			name: "Left things in the basket",
			description: "Added something in the last week and did not order.",
			tags: ["Shop"],
			rule: all(did("Product Added", ">=", 1, 7), never("Order Completed", 7)),
		},
		{
			key: "repeat",
			name: "Repeat buyers",
			description: "At least three orders in 90 days.",
			tags: ["Loyalty"],
			rule: all(did("Order Completed", ">=", 3, 90)),
		},
		{
			key: "big",
			name: "Big baskets",
			description: "Spent more than $200 in 90 days.",
			tags: ["Shop"],
			rule: all(sum("Order Completed", "total", ">", 200, 90)),
		},
		{
			key: "lighting",
			name: "Lighting fans",
			description: "Ordered lighting.",
			tags: ["Shop"],
			rule: all(did("Order Completed", ">=", 1, 90, [where("category", "lighting")])),
		},
		{
			key: "trial",
			name: "Trial, days 5–10",
			description: "In trial, and signed up 5 to 10 days ago.",
			tags: ["Trials"],
			rule: all(
				trait("plan", "string", "equals", "trial"),
				trait("signed_up_at", "date", "ago", { from: 5, to: 10, unit: "days" }),
			),
		},
		{
			key: "trial-cold",
			name: "Trials going cold",
			description: "In trial, and used no feature in the last 5 days.",
			tags: ["Trials"],
			rule: all(trait("plan", "string", "equals", "trial"), never("Feature Used", 5)),
		},
		{
			key: "new",
			name: "New this month",
			description: "Signed up in the last 30 days.",
			rule: all(trait("signed_up_at", "date", "inLast", within(30))),
		},
		{
			key: "pro",
			name: "Pro and Business",
			description: "Paying for the larger plans.",
			rule: all(trait("plan", "string", "oneOf", ["pro", "business"])),
		},
		{
			key: "champions",
			name: "Champions",
			description: "On a paid plan and in the product on many days.",
			tags: ["Loyalty"],
			rule: all(trait("mrr", "number", ">", 0), did("Feature Used", ">=", 8, 30)),
		},
		{
			key: "upgrade",
			name: "Ready to upgrade",
			description: "On Starter with three seats, using Automations.",
			rule: all(
				trait("plan", "string", "equals", "starter"),
				trait("seats", "number", ">=", 3),
				did("Feature Used", ">=", 1, 30, [where("feature", "Automations")]),
			),
		},
		{
			key: "risk",
			name: "At risk of leaving",
			description: "Paying, but not in the product for two weeks.",
			tags: ["Retention"],
			rule: all(trait("mrr", "number", ">", 0), never("Feature Used", 14)),
		},
		{
			key: "churned",
			name: "Cancelled lately",
			description: "Cancelled in the last 45 days.",
			tags: ["Win-back"],
			rule: all(did("Subscription Cancelled", ">=", 1, 45)),
		},
		{
			key: "price",
			name: "Left over the price",
			description: "Gave the price as the reason.",
			rule: all(did("Subscription Cancelled", ">=", 1, 90, [where("reason", "price")])),
		},
		{
			key: "failed",
			name: "Payment failed",
			description: "A payment failed in the last month.",
			tags: ["Retention"],
			rule: all(did("Payment Failed", ">=", 1, 30)),
		},
		{
			key: "reports",
			name: "Report builders",
			description: "Use Reports or the API.",
			rule: any(
				did("Feature Used", ">=", 2, 60, [where("feature", "Reports")]),
				did("Feature Used", ">=", 2, 60, [where("feature", "API")]),
			),
		},
		{
			key: "europe",
			name: "Europe, paying",
			description: "Paying customers in Europe.",
			rule: all(
				trait("mrr", "number", ">", 0),
				trait("country", "string", "oneOf", ["DE", "GB", "FR", "NL", "ES", "SE"]),
			),
		},
		{
			key: "paid",
			name: "Came through ads",
			description: "From paid social or paid search.",
			rule: all(trait("channel", "string", "oneOf", ["paid_social", "paid_search"])),
		},
		{
			key: "browsers",
			name: "Look but never buy",
			description: "Viewed the shop, never ordered.",
			rule: all(did("Product Viewed", ">=", 3, 60), never("Order Completed")),
		},
	];
