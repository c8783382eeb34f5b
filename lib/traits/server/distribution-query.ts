import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { universeSql } from "@/lib/profiles/universe-sql";
import type { ValueType } from "@/lib/rules/catalog";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import type { Distribution } from "@/lib/traits/contracts";
import type { Context } from "@/lib/workspaces/server/context";

/** Buckets of a histogram, and up to how many different numbers get a bucket each. */
const buckets = 20;
const maxShown = 12;

/** SQL of (person, value), made with the binder it is given. */
export type ValuesSql = (binder: SqlBinder, scope: CompileScope) => string;
type Question = { values: ValuesSql; scope: CompileScope; type: ValueType };

const count = z.coerce.number();

const countPeople = defineQuery({
	name: "traits.count_people",
	row: z.object({ people: count, base: count }),
	build: ({ values, scope }: Question) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT count() AS people, bitmapCardinality(${universeSql(binder, scope)}) AS base
FROM (${values(binder, scope)})`);
	},
});

// The upper end is the 98th percentile: one huge value must not press everyone else into one bucket.
const readNumbers = defineQuery({
	name: "traits.distribution_of_numbers",
	row: z.object({
		bucket: count,
		least: z.number(),
		people: count,
		lowest: z.number(),
		highest: z.number(),
		far: z.number(),
		median: z.number(),
		mean: z.number(),
		different: count,
	}),
	build: ({ values, scope }: Question) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT bucket, min(value) AS least, sum(times) AS people, any(lowest) AS lowest, any(highest) AS highest,
	any(far) AS far, any(median) AS median, any(mean) AS mean, any(different) AS different
FROM (
	SELECT *, toInt64(if(different <= ${buckets}, position, least(floor((value - lowest) / (far - lowest) * ${buckets - 1}), ${buckets - 1}))) AS bucket
	FROM (
		SELECT value, times, toFloat64(row_number() OVER (ORDER BY value)) - 1 AS position,
			min(value) OVER () AS lowest, max(value) OVER () AS highest, count() OVER () AS different,
			greatest(quantileExactWeighted(0.98)(value, times) OVER (), lowest + 0.000001) AS far,
			quantileExactWeighted(0.5)(value, times) OVER () AS median,
			sum(value * times) OVER () / sum(times) OVER () AS mean
		FROM (SELECT toFloat64(value) AS value, count() AS times FROM (${values(binder, scope)}) GROUP BY value)
	)
) GROUP BY bucket ORDER BY bucket`);
	},
});

const readValues = defineQuery({
	name: "traits.distribution_of_values",
	row: z.object({ item: z.string(), people: count, different: count }),
	build: ({ values, scope, type }: Question) => {
		const binder = new SqlBinder();
		const item =
			{ list: "arrayJoin(value)", boolean: "if(value = 1, 'yes', 'no')" }[type as string] ?? "value";
		return binder.finish(`SELECT item, people, count() OVER () AS different FROM (
	SELECT ${item} AS item, count() AS people FROM (${values(binder, scope)}) GROUP BY item
) ORDER BY people DESC, item LIMIT ${maxShown}`);
	},
});

/** How many people have a value, and how the values are spread. */
export async function readSpread(
	ctx: Pick<Context, "warehouse">,
	question: Question,
	signal?: AbortSignal,
): Promise<{ people: number; base: number; distribution: Distribution }> {
	const options = signal ? { signal } : {};
	const [counts] = await countPeople(ctx.warehouse, question, options);
	if (!counts) throw new Error("The warehouse gave no counts");
	if (counts.people === 0) return { ...counts, distribution: { kind: "nothing" } };
	const { type } = question;
	if (type !== "number" && type !== "date") {
		const rows = await readValues(ctx.warehouse, question, options);
		const values = rows.map(({ item, people }) => ({ value: item, people }));
		return { ...counts, distribution: { kind: "values", distinct: rows[0]?.different ?? 0, values } };
	}
	const rows = await readNumbers(ctx.warehouse, question, options);
	const [first] = rows;
	if (!first) return { ...counts, distribution: { kind: "nothing" } };
	const { lowest, highest, far, median, mean } = first;
	const isByValue = first.different <= buckets;
	const width = (far - lowest) / (buckets - 1);
	const found = isByValue
		? rows.map(({ least, people }) => ({ from: least, to: least, people }))
		: Array.from({ length: buckets }, (_, index) => ({
				from: lowest + index * width,
				to: index === buckets - 1 ? highest : lowest + (index + 1) * width,
				people: rows.find(({ bucket }) => bucket === index)?.people ?? 0,
			}));
	return {
		...counts,
		distribution: {
			kind: type === "date" ? "dates" : "numbers",
			min: lowest,
			median,
			mean,
			max: highest,
			isByValue,
			buckets: found,
		},
	};
}
