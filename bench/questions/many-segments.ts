import { type EventName, eventNames, plans, productEvents } from "@/bench/data/shape";
import { all, any, days, event, property, times, trait, where } from "@/bench/questions/leaves";
import type { PropertyLeaf, RuleLeaf, SegmentRule } from "@/lib/rules/rule";
import { Rng } from "@/prisma/seed/rng";

/** A rule, and the SQL of its size as of an instant (a SQL timestamp). */
export type ManyQuestion = { rule: SegmentRule; sql: (now: string) => string };

type PoolLeaf = { rule: RuleLeaf; sql: (now: string) => string };

const distinctLeaves = 260;
const windows = [1, 3, 7, 14, 30, 60, 90];
const counts = [
	{ operator: ">=", value: 1 },
	{ operator: ">=", value: 2 },
	{ operator: ">=", value: 3 },
	{ operator: ">=", value: 5 },
	{ operator: "equals", value: 0 },
] as const;

const within = (window: number, now: string) => `ts > ${now} - interval '${window} days' and ts <= ${now}`;

function countLeaf(
	name: EventName,
	window: number,
	{ operator, value }: (typeof counts)[number],
	filter?: { leaf: PropertyLeaf; sql: string },
): PoolLeaf {
	const having = operator === ">=" && value > 1 ? ` group by uid having count(*) >= ${value}` : "";
	return {
		rule: times(name, operator, value, days(window), filter ? where(filter.leaf) : undefined),
		sql: (now) =>
			`uid ${operator === "equals" ? "not in" : "in"} (select uid from ev where event = '${name}' and ${within(window, now)}${filter ? ` and ${filter.sql}` : ""}${having})`,
	};
}

/** About as many as a few hundred real segments share: the same few conditions recur. */
function leafPool(rng: Rng): PoolLeaf[] {
	const plain = eventNames.flatMap((name) =>
		windows.flatMap((window) => counts.map((count) => countLeaf(name, window, count))),
	);
	const device = { leaf: property("device", "equals", "mobile"), sql: "device = 'mobile'" };
	const country = { leaf: property("country", "equals", "US"), sql: "country = 'US'" };
	const product = { leaf: property("product_id", "<", 500), sql: "product_id < 500" };
	const page = { leaf: property("page", "startsWith", "/pricing/"), sql: "page like '/pricing/%'" };
	const filtered = windows.flatMap((window) => [
		...counts.flatMap((count) => [
			...eventNames
				.slice(0, 10)
				.flatMap((name) => [device, country].map((filter) => countLeaf(name, window, count, filter))),
			...productEvents.map((name) => countLeaf(name, window, count, product)),
			countLeaf("page_view", window, count, page),
		]),
	]);
	const measured = windows.slice(2).flatMap((window): PoolLeaf[] => [
		{
			rule: event("purchase", { kind: "sum", property: "revenue" }, ">", 100, days(window)),
			sql: (now) =>
				`uid in (select uid from ev where event = 'purchase' and ${within(window, now)} group by uid having sum(revenue) > 100)`,
		},
		{
			rule: event(
				"product_viewed",
				{ kind: "distinctValues", property: "product_id" },
				">=",
				3,
				days(window),
			),
			sql: (now) =>
				`uid in (select uid from ev where event = 'product_viewed' and ${within(window, now)} group by uid having count(distinct product_id) >= 3)`,
		},
		{
			rule: event("purchase", { kind: "daysSinceFirst" }, "<", window, { kind: "any" }),
			sql: (now) =>
				`uid in (select uid from ev where event = 'purchase' and ts <= ${now} group by uid having min(ts) > ${now} - interval '${window} days')`,
		},
	]);
	const traits: PoolLeaf[] = [
		...plans.map((plan) => ({ rule: trait("plan", "equals", plan), sql: () => `plan = '${plan}'` })),
		...["US", "GB", "DE", "FR"].map((code) => ({
			rule: trait("country", "equals", code),
			sql: () => `country = '${code}'`,
		})),
		{ rule: trait("country", "oneOf", ["US", "GB", "DE"]), sql: () => "country in ('US', 'GB', 'DE')" },
		...[25, 30, 40, 50, 65].map((age) => ({ rule: trait("age", ">", age), sql: () => `age > ${age}` })),
		...[100, 1_000, 5_000].map((ltv) => ({ rule: trait("ltv", ">=", ltv), sql: () => `ltv >= ${ltv}` })),
		{ rule: trait("subscribed", "equals", true), sql: () => "subscribed" },
		{ rule: trait("subscribed", "equals", false), sql: () => "not subscribed" },
	];
	const some = (leaves: PoolLeaf[], count: number) =>
		leaves
			.map((leaf) => ({ leaf, order: rng.next() }))
			.sort((a, b) => a.order - b.order)
			.slice(0, count)
			.map(({ leaf }) => leaf);
	const kept = [...traits, ...measured, ...some(filtered, 50)];
	return [...kept, ...some(plain, distinctLeaves - kept.length)];
}

/** Segments of four conditions each, drawn from one pool and joined in the usual ways. The same every time. */
export function manyQuestions(count = 200): ManyQuestion[] {
	const rng = new Rng("many segments");
	const pool = leafPool(rng);
	return Array.from({ length: count }, () => {
		const [a, b, c, d] = fourOf(pool, rng);
		const shape = rng.int(0, 3);
		const size = (condition: (now: string) => string) => (now: string) =>
			`select count(*) from prof where ${condition(now)}`;
		switch (shape) {
			case 0:
				return {
					rule: all(a.rule, any(b.rule, c.rule), d.rule),
					sql: size((now) => `${a.sql(now)} and (${b.sql(now)} or ${c.sql(now)}) and ${d.sql(now)}`),
				};
			case 1:
				return {
					rule: any(all(a.rule, b.rule), all(c.rule, d.rule)),
					sql: size((now) => `(${a.sql(now)} and ${b.sql(now)}) or (${c.sql(now)} and ${d.sql(now)})`),
				};
			case 2:
				return {
					rule: all(a.rule, { ...any(b.rule, c.rule), not: true }, d.rule),
					sql: size((now) => `${a.sql(now)} and not (${b.sql(now)} or ${c.sql(now)}) and ${d.sql(now)}`),
				};
			default:
				return {
					rule: all(any(a.rule, b.rule), any(c.rule, d.rule)),
					sql: size((now) => `(${a.sql(now)} or ${b.sql(now)}) and (${c.sql(now)} or ${d.sql(now)})`),
				};
		}
	});
}

function fourOf(pool: PoolLeaf[], rng: Rng): [PoolLeaf, PoolLeaf, PoolLeaf, PoolLeaf] {
	const drawn = new Set<PoolLeaf>();
	while (drawn.size < 4) drawn.add(rng.pick(pool));
	// Safe because four were drawn.
	return [...drawn] as [PoolLeaf, PoolLeaf, PoolLeaf, PoolLeaf];
}
