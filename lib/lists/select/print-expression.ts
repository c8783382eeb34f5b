import { name, text, typeName } from "@/lib/lists/select/print-literals";
import { printWindow } from "@/lib/lists/select/print-window";
import type { Call, ColumnName, Expression, Query } from "@/lib/lists/select/tree";

type PrintQuery = (query: Query) => string;

/** An expression as text; anything with an operator is parenthesized. */
export function printExpression(expression: Expression, query: PrintQuery): string {
	const value = (inner: Expression): string => printExpression(inner, query);
	const all = (items: readonly Expression[]) => items.map(value).join(", ");
	const not = (is: boolean) => (is ? "NOT " : "");
	switch (expression.kind) {
		case "number":
			return expression.text;
		case "string":
			return text(expression.value);
		case "constant":
			return expression.name;
		case "dated":
			return `${expression.type} ${text(expression.value)}`;
		case "interval":
			return `INTERVAL ${expression.amount.kind === "number" ? expression.amount.text : `(${value(expression.amount)})`} ${expression.unit}`;
		case "column":
			return printColumn(expression);
		case "star":
			return expression.table === null ? "*" : `${name(expression.table)}.*`;
		case "call":
			return printCall(expression, value);
		case "lambda":
			return `(${expression.names.map(name).join(", ")}) -> ${value(expression.body)}`;
		case "chain":
			return `(${[value(expression.first), ...expression.rest.map(({ operator, operand }) => `${operator} ${value(operand)}`)].join(" ")})`;
		case "compare":
			return `(${value(expression.left)} ${expression.operator} ${value(expression.right)})`;
		case "not":
			return `(NOT ${value(expression.operand)})`;
		case "minus":
			return `(- ${value(expression.operand)})`;
		case "isNull":
			return `(${value(expression.operand)} IS ${not(expression.isNegated)}NULL)`;
		case "between":
			return `(${value(expression.operand)} ${not(expression.isNegated)}BETWEEN ${value(expression.low)} AND ${value(expression.high)})`;
		case "inList":
			return `(${value(expression.operand)} ${not(expression.isNegated)}IN (${all(expression.values)}))`;
		case "inQuery":
			return `(${value(expression.operand)} ${not(expression.isNegated)}IN (${query(expression.query)}))`;
		case "exists":
			return `EXISTS (${query(expression.query)})`;
		case "scalar":
			return `(${query(expression.query)})`;
		case "case": {
			const whens = expression.whens.map(({ when, result }) => ` WHEN ${value(when)} THEN ${value(result)}`);
			const operand = expression.operand ? ` ${value(expression.operand)}` : "";
			const otherwise = expression.otherwise ? ` ELSE ${value(expression.otherwise)}` : "";
			return `(CASE${operand}${whens.join("")}${otherwise} END)`;
		}
		case "cast":
			return `CAST(${value(expression.operand)} AS ${typeName(expression.type)})`;
		case "tuple":
			return `(${all(expression.items)})`;
		case "array":
			return `[${all(expression.items)}]`;
		case "element":
			return `(${value(expression.operand)})[${value(expression.index)}]`;
	}
}

function printColumn({ parts, type }: ColumnName): string {
	const path = parts.map(name).join(".");
	return type ? `${path}.:\`${typeName(type).replaceAll("`", "")}\`` : path;
}

function printCall(call: Call, value: (expression: Expression) => string): string {
	const parameters = call.parameters.length > 0 ? `(${call.parameters.join(", ")})` : "";
	const args = `(${call.isDistinct ? "DISTINCT " : ""}${call.args.map(value).join(", ")})`;
	const window = call.window ? ` OVER (${printWindow(call.window, value)})` : "";
	return `${call.name}${parameters}${args}${window}`;
}
