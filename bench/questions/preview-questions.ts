import { asOf, eventNames } from "@/bench/data/shape";
import { all, any, days, event, minutes, property, times, trait, where } from "@/bench/questions/leaves";
import type { EventWindow, SegmentRule } from "@/lib/rules/rule";

/** One audience in the product's language, and as the SQL that a careful user of DuckDB or Postgres would write. */
export type Question = { id: string; rule: SegmentRule; sql: string };

const now = `timestamp '${asOf.toISOString().slice(0, 19).replace("T", " ")}'`;
/** The language's windows exclude their older end. */
const lately = (amount: number, unit = "days", alias = "") =>
	`${alias}ts > ${now} - interval '${amount} ${unit}'`;
const people = (condition: string, having = "") =>
	`select count(*) from (select uid from ev where ${condition} group by uid${having ? ` having ${having}` : ""}) x`;

const month: EventWindow = days(30);

export const questions: Question[] = [
	{
		id: "q1",
		rule: all(trait("plan", "equals", "pro"), trait("country", "oneOf", ["US", "DE"]), trait("age", ">", 30)),
		sql: "select count(*) from prof where plan = 'pro' and country in ('US', 'DE') and age > 30",
	},
	{
		id: "q2",
		rule: all(times("purchase", ">=", 3, month)),
		sql: people(`event = 'purchase' and ${lately(30)}`, "count(*) >= 3"),
	},
	{
		id: "q3",
		rule: all(
			times(
				"product_viewed",
				">=",
				2,
				days(14),
				where(property("product_id", "<", 500), property("device", "equals", "mobile")),
			),
		),
		sql: people(
			`event = 'product_viewed' and ${lately(14)} and product_id < 500 and device = 'mobile'`,
			"count(*) >= 2",
		),
	},
	{
		id: "q4",
		rule: all(times("add_to_cart", ">=", 1, days(7)), times("purchase", "equals", 0, days(7))),
		sql: people(
			`event in ('add_to_cart', 'purchase') and ${lately(7)}`,
			"count(*) filter (where event = 'add_to_cart') > 0 and count(*) filter (where event = 'purchase') = 0",
		),
	},
	{
		id: "q4b",
		rule: all({
			kind: "sequence",
			field: "sequence",
			operator: "happened",
			value: true,
			steps: [
				{ event: "add_to_cart" },
				{ event: "purchase", not: true, within: { amount: 7, unit: "days" } },
			],
			window: month,
			soFar: true,
		}),
		sql: `select count(distinct a.uid) from ev a where a.event = 'add_to_cart' and ${lately(30, "days", "a.")}
	and not exists (select 1 from ev b where b.uid = a.uid and b.event = 'purchase' and b.ts > a.ts and b.ts <= a.ts + interval '7 days')`,
	},
	{
		id: "q5",
		rule: all({
			kind: "sequence",
			field: "sequence",
			operator: "happened",
			value: true,
			steps: [{ event: "product_viewed" }, { event: "add_to_cart" }, { event: "purchase" }],
			window: month,
			withinTotal: { amount: 1, unit: "days" },
		}),
		sql: `select count(distinct v.uid) from ev v
	join ev a on a.uid = v.uid and a.event = 'add_to_cart' and a.ts > v.ts and a.ts <= v.ts + interval '1 day'
	join ev p on p.uid = v.uid and p.event = 'purchase' and p.ts > a.ts and p.ts <= v.ts + interval '1 day'
	where v.event = 'product_viewed' and ${lately(30, "days", "v.")} and ${lately(30, "days", "a.")} and ${lately(30, "days", "p.")}`,
	},
	{
		id: "q6",
		rule: all(event("purchase", { kind: "sum", property: "revenue" }, ">", 500, days(90))),
		sql: people(`event = 'purchase' and ${lately(90)}`, "sum(revenue) > 500"),
	},
	{
		id: "q7",
		rule: all({
			kind: "rank",
			field: "rank",
			operator: "top",
			value: 25,
			unit: "percent",
			by: { kind: "event", event: "session_start", aggregate: { kind: "count" }, window: month },
		}),
		sql: `with c as (select uid, count(*) n from ev where event = 'session_start' and ${lately(30)} group by uid)
	select count(*) from c where n >= (select percentile_disc(0.25) within group (order by n desc) from c)`,
	},
	{
		id: "q8",
		rule: tree(2, month),
		sql: `select count(*) from prof where ((plan in ('pro', 'business')
		and uid in (select uid from ev where event = 'purchase' and ${lately(30)} group by uid having count(*) >= 2))
	or (uid in (select uid from ev where event = 'add_to_cart' and ${lately(7)})
		and not exists (select 1 from ev e where e.uid = prof.uid and event = 'purchase' and ${lately(7)})))
	and country in ('US', 'GB', 'DE') and not exists (select 1 from ev e where e.uid = prof.uid and event = 'unsubscribe')`,
	},
	{
		id: "q10",
		rule: all({
			kind: "feature",
			field: "feature",
			operator: "equals",
			value: 0,
			events: eventNames.map((name) => ({ event: name })),
			window: days(3),
		}),
		sql: `select count(*) from prof where not exists (select 1 from ev where ev.uid = prof.uid and ${lately(3)})`,
	},
	{
		id: "q11",
		rule: all(event("purchase", { kind: "daysSinceFirst" }, "<", 30, { kind: "any" })),
		sql: people("event = 'purchase'", `min(ts) > ${now} - interval '30 days'`),
	},
	{
		id: "q12",
		rule: all(times("page_view", ">=", 3, days(90), where(property("page", "startsWith", "/pricing/")))),
		sql: people(`event = 'page_view' and ${lately(90)} and page like '/pricing/%'`, "count(*) >= 3"),
	},
	{
		id: "q13",
		rule: all(event("product_viewed", { kind: "distinctValues", property: "product_id" }, ">=", 5, days(60))),
		sql: people(`event = 'product_viewed' and ${lately(60)}`, "count(distinct product_id) >= 5"),
	},
];

/** The tree of six conditions, by the number of purchases its second requires. */
function tree(purchases: number, window: EventWindow): SegmentRule {
	return all(
		any(
			all(trait("plan", "oneOf", ["pro", "business"]), times("purchase", ">=", purchases, window)),
			all(times("add_to_cart", ">=", 1, days(7)), times("purchase", "equals", 0, days(7))),
		),
		trait("country", "oneOf", ["US", "GB", "DE"]),
		times("unsubscribe", "equals", 0, { kind: "any" }),
	);
}

/** The tree before its edit. */
export const unedited = tree(2, month);

/** Where the tree's conditions are in a rule, in the order of the sizes that `editedTree`'s SQL returns. */
export const treeConditions = [[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1], [1], [2]];

/**
 * The tree with three purchases instead of two: its total and the size of each condition. Each round uses a
 * window shorter by a minute, so that the edited condition is new every time.
 */
export function editedTree(round: number): Question {
	const length = 30 * 24 * 60 - round;
	return {
		id: "edit",
		rule: tree(3, minutes(length)),
		sql: `select count(*) filter (where ((c1 and c2) or (c3 and c4)) and c5 and c6),
		count(*) filter (where c1), count(*) filter (where c2), count(*) filter (where c3), count(*) filter (where c4),
		count(*) filter (where c5), count(*) filter (where c6)
	from (select plan in ('pro', 'business') c1,
		uid in (select uid from ev where event = 'purchase' and ${lately(length, "minutes")} group by uid having count(*) >= 3) c2,
		uid in (select uid from ev where event = 'add_to_cart' and ${lately(7)}) c3,
		uid not in (select uid from ev where event = 'purchase' and ${lately(7)}) c4,
		country in ('US', 'GB', 'DE') c5,
		uid not in (select uid from ev where event = 'unsubscribe') c6
	from prof) x`,
	};
}
