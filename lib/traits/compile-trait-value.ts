import { assertNever } from "@/lib/kernel/assert-never";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { universeSql } from "@/lib/profiles/universe-sql";
import { compileRule } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { currentTraitSql, datedSql } from "@/lib/rules/leaves/trait/compile-trait";
import { compileEvents } from "@/lib/traits/compile-events";
import { compileFormula } from "@/lib/traits/compile-formula";
import { compileMeasure, measuredColumns } from "@/lib/traits/compile-measure";
import {
	type AggregateDefinition,
	countsNothing,
	type FormulaDefinition,
	type ScoreDefinition,
	type StageDefinition,
	type TraitDefinition,
} from "@/lib/traits/definition";
import { formulaType, traitsOf } from "@/lib/traits/formula";
import type { FormulaType } from "@/lib/traits/formula-operators";
import { decayTable, maxHalvings, weightUnit } from "@/lib/traits/score-weights";

/**
 * One row (person, value) for everyone who exists at asOf and has a value: text, Float64 (numbers; dates in
 * milliseconds), UInt8 (yes or no) or Array(String). People are roots of merges, values are bound, and what is not
 * understood throws. `evaluateTraitValue` means the same.
 */
export function compileTraitValue(
	definition: TraitDefinition,
	binder: SqlBinder,
	scope: CompileScope,
): string {
	const values = compileValues(definition, binder, scope);
	return `SELECT person, value FROM (${values}) WHERE bitmapContains(${universeSql(binder, scope)}, toUInt32(person))`;
}

function compileValues(definition: TraitDefinition, binder: SqlBinder, scope: CompileScope): string {
	switch (definition.kind) {
		case "aggregate":
			return compileAggregate(definition, binder, scope);
		case "formula":
			return compileFormulaValues(definition, binder, scope);
		case "score":
			return compileScore(definition, binder, scope);
		case "stage":
			return compileStages(definition, binder, scope);
		default:
			return assertNever(definition);
	}
}

function everyone(binder: SqlBinder, scope: CompileScope): string {
	return `arrayJoin(bitmapToArray(${universeSql(binder, scope)}))`;
}

/**
 * Those with a count of 0 when nothing matches: everyone, or with a window that begins at a date trait those
 * who have it.
 */
function eligiblePeople(
	window: AggregateDefinition["window"],
	binder: SqlBinder,
	scope: CompileScope,
): string {
	if (window.kind !== "sinceTrait") return `SELECT ${everyone(binder, scope)} AS person`;
	return `SELECT person FROM (${datedSql(window.trait, binder, scope)})`;
}

function compileAggregate(definition: AggregateDefinition, binder: SqlBinder, scope: CompileScope): string {
	const { measure, window } = definition;
	const events = compileEvents(definition, window, measuredColumns(measure, binder, scope), binder, scope);
	const values = compileMeasure(measure, events);
	if (!countsNothing(measure)) return values;
	return `SELECT person, sum(value) AS value FROM (
	SELECT toUInt32(person) AS person, value FROM (${values})
	UNION ALL SELECT toUInt32(person) AS person, toFloat64(0) AS value FROM (${eligiblePeople(window, binder, scope)})
) GROUP BY person`;
}

const slotColumns: Record<FormulaType | "list", { name: string; sql: string }> = {
	number: { name: "numeric", sql: "toNullable(toFloat64(value))" },
	date: { name: "numeric", sql: "toNullable(toFloat64(value))" },
	boolean: { name: "numeric", sql: "toNullable(toFloat64(value))" },
	string: { name: "textual", sql: "toNullable(value)" },
	list: { name: "numeric", sql: "toNullable(toFloat64(1))" },
};

function compileFormulaValues(
	{ formula }: FormulaDefinition,
	binder: SqlBinder,
	scope: CompileScope,
): string {
	const traits = traitsOf(formula);
	if (traits.length === 0) throw new Error("A formula without a trait has no meaning");
	const none = { numeric: "CAST(NULL AS Nullable(Float64))", textual: "CAST(NULL AS Nullable(String))" };
	const rows = traits.map(({ trait, type }, slot) => {
		const column = slotColumns[type];
		const columns = { ...none, [column.name]: column.sql };
		const current =
			type === "date"
				? datedSql(trait, binder, scope)
				: `SELECT person, value FROM (${currentTraitSql(trait, type, binder, scope)}) WHERE type = '${type}'`;
		return `SELECT toUInt32(person) AS person, toUInt8(${slot}) AS slot, ${columns.numeric} AS numeric, ${columns.textual} AS textual FROM (${current})`;
	});
	rows.push(
		`SELECT toUInt32(${everyone(binder, scope)}) AS person, toUInt8(255) AS slot, ${none.numeric} AS numeric, ${none.textual} AS textual`,
	);
	const held = traits.map(({ type }, slot) => {
		const value = `anyIf(${slotColumns[type].name}, slot = ${slot})`;
		return `${type === "boolean" || type === "list" ? `toUInt8(${value})` : value} AS held${slot}`;
	});
	const columnOf = (trait: string) => `held${traits.findIndex((each) => each.trait === trait)}`;
	const result = compileFormula(formula, columnOf, binder, scope);
	// Adding 0 turns −0 into 0.
	const plain = formulaType(formula) === "number" ? `${result} + 0` : result;
	return `SELECT person, assumeNotNull(computed) AS value FROM (
	SELECT person, ${plain} AS computed FROM (
		SELECT person, ${held.join(", ")} FROM (${rows.join(" UNION ALL ")}) GROUP BY person
	)
) WHERE isNotNull(computed)`;
}

/** Sums whole millionths, so that neither order nor threads can change a score. */
function compileScore(
	{ events, halfLifeDays, window }: ScoreDefinition,
	binder: SqlBinder,
	scope: CompileScope,
): string {
	const zone = binder.bind(scope.timeZone, "String");
	const today = `toDate32(fromUnixTimestamp64Milli(${binder.bind(scope.asOf, "Int64")}, ${zone}))`;
	const age = `(toInt32(${today}) - toInt32(toDate32(time, ${zone})))`;
	const half = Math.trunc(halfLifeDays ?? 1);
	const table = binder.bind(decayTable(halfLifeDays), "Array(Float64)");
	const weight =
		halfLifeDays === null
			? `toInt64(${weightUnit})`
			: `bitShiftRight(toInt64(arrayElement(${table}, ${age} % ${half} + 1)), least(intDiv(${age}, ${half}), ${maxHalvings}))`;
	const scored = events.map((each) => {
		const points = `${weight} * toInt64(${Math.trunc(each.points)}) AS micros`;
		return `SELECT toUInt32(person) AS person, toInt64(micros) AS micros FROM (${compileEvents(each, window, [points], binder, scope)})`;
	});
	scored.push(
		`SELECT toUInt32(person) AS person, toInt64(0) AS micros FROM (${eligiblePeople(window, binder, scope)})`,
	);
	return `SELECT person, toFloat64(intDiv(total + if(total < 0, -50000, 50000), 100000)) / 10 + 0 AS value FROM (
	SELECT person, sum(micros) AS total FROM (${scored.join(" UNION ALL ")}) GROUP BY person
)`;
}

function compileStages({ stages }: StageDefinition, binder: SqlBinder, scope: CompileScope): string {
	if (stages.length === 0) throw new Error("A lifecycle without a stage has no meaning");
	const names = binder.bind(
		stages.map(({ name }) => name),
		"Array(String)",
	);
	const parts = stages.map(({ rule }, index) => {
		const { withClause, matching } = compileRule(rule, scope, binder);
		return `SELECT arrayJoin(bitmapToArray(people)) AS person, toUInt8(${index + 1}) AS stage FROM (${withClause} SELECT ${matching} AS people)`;
	});
	return `SELECT person, arrayElement(${names}, min(stage)) AS value FROM (${parts.join(" UNION ALL ")}) GROUP BY person`;
}
