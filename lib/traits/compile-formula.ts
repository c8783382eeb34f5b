import { assertNever } from "@/lib/kernel/assert-never";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { readInstant } from "@/lib/kernel/zoned-time";
import type { Formula } from "@/lib/traits/formula";

type Place = { asOf: number; timeZone: string };

/**
 * A checked formula as SQL over the columns that `columnOf` names for its traits; NULL is missing. Numbers
 * and dates (milliseconds) are Nullable(Float64), text Nullable(String), a yes or no Nullable(UInt8). No part
 * appears twice in the text, so that its size grows linearly with the formula.
 */
export function compileFormula(
	node: Formula,
	columnOf: (trait: string) => string,
	binder: SqlBinder,
	place: Place,
): string {
	const sql = (part: Formula) => compileFormula(part, columnOf, binder, place);
	const all = (parts: Formula[]) => parts.map(sql).join(", ");
	switch (node.op) {
		case "number":
			return `toNullable(${binder.bind(node.value, "Float64")})`;
		case "text":
			return `toNullable(${binder.bind(node.value, "String")})`;
		case "boolean":
			return `toNullable(toUInt8(${node.value ? 1 : 0}))`;
		case "date": {
			const instant = readInstant(node.value, place.timeZone);
			if (instant === null) throw new Error(`"${node.value}" is not a date`);
			return `toNullable(${binder.bind(instant, "Float64")})`;
		}
		case "now":
			return `toNullable(${binder.bind(place.asOf, "Float64")})`;
		case "trait":
			return columnOf(node.trait);
		case "add":
			return finite(`${sql(node.left)} + ${sql(node.right)}`);
		case "subtract":
			return finite(`${sql(node.left)} - ${sql(node.right)}`);
		case "multiply":
			return finite(`${sql(node.left)} * ${sql(node.right)}`);
		case "divide":
			return finite(`${sql(node.left)} / ${sql(node.right)}`);
		case "equals":
			return yes(`${sql(node.left)} = ${sql(node.right)}`);
		case "notEquals":
			return `toNullable(toUInt8(NOT ifNull(${sql(node.left)} = ${sql(node.right)}, 0)))`;
		case ">":
		case ">=":
		case "<":
		case "<=":
			return yes(`${sql(node.left)} ${node.op} ${sql(node.right)}`);
		case "daysBetween":
			return finite(`floor((${sql(node.right)} - ${sql(node.left)}) / 86400000)`);
		case "min":
		case "max": {
			const pick = node.op === "min" ? "arrayMin" : "arrayMax";
			return `arrayMap(parts -> if(arrayExists(part -> isNull(part), parts), NULL, ${pick}(arrayMap(part -> assumeNotNull(part), parts))), [[${all(node.of)}]])[1]`;
		}
		case "and":
			return yes(node.of.map((part) => `ifNull(${sql(part)}, 0)`).join(" AND "));
		case "or":
			return yes(node.of.map((part) => `ifNull(${sql(part)}, 0)`).join(" OR "));
		case "coalesce":
			return `coalesce(${all(node.of)})`;
		case "concat":
			return `concat(${all([...node.of, { op: "text", value: "" }])})`;
		case "abs":
			return `abs(${sql(node.argument)})`;
		case "not":
			return `toNullable(toUInt8(NOT ifNull(${sql(node.argument)}, 0)))`;
		case "isSet":
			return `toNullable(toUInt8(isNotNull(${sql(node.argument)})))`;
		case "lower":
			return `lowerUTF8(${sql(node.argument)})`;
		case "round":
			return finite(`round(${sql(node.argument)} * 1e${node.decimals}) / 1e${node.decimals}`);
		case "if":
			return `if(ifNull(${sql(node.condition)}, 0) = 1, ${sql(node.yes)}, ${node.no ? sql(node.no) : "NULL"})`;
		default:
			return assertNever(node);
	}
}

/** A number that is not finite is missing. The lambda keeps the text from standing twice. */
function finite(sql: string): string {
	return `arrayMap(number -> if(isFinite(number), number, NULL), [(${sql})])[1]`;
}

function yes(sql: string): string {
	return `toNullable(toUInt8(ifNull((${sql}), 0)))`;
}
