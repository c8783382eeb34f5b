import { createTrait } from "@/lib/traits/server/create-trait";
import { refreshTraits } from "@/lib/traits/server/refresh-traits";
import type { Context } from "@/lib/workspaces/server/context";

type Node = Record<string, unknown>;

const lately = { kind: "last", amount: 90, unit: "days" };
const trait = (name: string, type: string): Node => ({ op: "trait", trait: name, type });
const did = (field: string, days: number): Node => ({
	kind: "event",
	field,
	aggregate: { kind: "count" },
	operator: ">=",
	value: 1,
	window: { kind: "last", amount: days, unit: "days" },
});
const any = (...rules: Node[]): Node => ({ combinator: "or", rules });
const everyone: Node = { kind: "everyone", field: "everyone", operator: "equals", value: true };

/** The demo's computed traits; each only uses those before it. */
const demoTraits: { name: string; description: string; definition: Node }[] = [
	{
		name: "orders in 90 days",
		description: "How often they bought.",
		definition: { kind: "aggregate", event: "Order Completed", window: lately, measure: { kind: "count" } },
	},
	{
		name: "revenue in 90 days",
		description: "What they spent, in dollars.",
		definition: {
			kind: "aggregate",
			event: "Order Completed",
			window: lately,
			measure: { kind: "sum", property: "total" },
		},
	},
	{
		name: "average order value",
		description: "Revenue by orders; nothing for those who did not order.",
		definition: {
			kind: "formula",
			formula: {
				op: "round",
				decimals: 2,
				argument: {
					op: "divide",
					left: trait("revenue in 90 days", "number"),
					right: trait("orders in 90 days", "number"),
				},
			},
		},
	},
	{
		name: "favorite category",
		description: "What they buy most often.",
		definition: {
			kind: "aggregate",
			event: "Order Completed",
			window: { kind: "any" },
			measure: { kind: "mostFrequent", property: "category", type: "string" },
		},
	},
	{
		name: "engagement score",
		description: "How much they use product and shop, with the last two weeks counting most.",
		definition: {
			kind: "score",
			events: [
				{ event: "Order Completed", points: 10 },
				{ event: "Feature Used", points: 3 },
				{ event: "Product Viewed", points: 1 },
				{ event: "Subscription Cancelled", points: -20 },
			],
			halfLifeDays: 14,
			window: { kind: "any" },
		},
	},
	{
		name: "lifecycle",
		description: "Where they stand with us.",
		definition: {
			kind: "stage",
			stages: [
				{ name: "Churned", rule: any(did("Subscription Cancelled", 45)) },
				{
					name: "New",
					rule: any({
						kind: "trait",
						field: "signed_up_at",
						type: "date",
						operator: "inLast",
						value: { amount: 14, unit: "days" },
					}),
				},
				{ name: "Active", rule: any(did("Feature Used", 14), did("Order Completed", 14)) },
				{ name: "At risk", rule: any(did("Feature Used", 45), did("Order Completed", 45)) },
				{ name: "Dormant", rule: any(everyone) },
			],
		},
	},
];

/** Computed traits with a history: computed as of every few days, so that stages have moves to show. */
export async function seedTraits(ctx: Context): Promise<number> {
	const at = (daysAgo: number): Context => ({
		...ctx,
		now: new Date(ctx.now.getTime() - daysAgo * 86_400_000),
	});
	for (const each of demoTraits) await createTrait(at(29), each);
	for (const daysAgo of [29, 22, 15, 8, 3, 0]) await refreshTraits(at(daysAgo), { people: "all" });
	return demoTraits.length;
}
