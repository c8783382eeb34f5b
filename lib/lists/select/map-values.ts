import type { Expression, Query } from "@/lib/lists/select/tree";

/** The same expression with its direct children changed. */
export function mapValues(
	expression: Expression,
	value: (inner: Expression) => Expression,
	query: (inner: Query, at: number) => Query,
): Expression {
	switch (expression.kind) {
		case "number":
		case "string":
		case "constant":
		case "dated":
		case "column":
		case "star":
			return expression;
		case "interval":
			return { ...expression, amount: value(expression.amount) };
		case "call": {
			const { args, window } = expression;
			const changed = window && {
				...window,
				partitionBy: window.partitionBy.map(value),
				orderBy: window.orderBy.map((item) => ({ ...item, by: value(item.by) })),
			};
			return { ...expression, args: args.map(value), window: changed };
		}
		case "lambda":
			return { ...expression, body: value(expression.body) };
		case "chain": {
			const rest = expression.rest.map(({ operator, operand }) => ({ operator, operand: value(operand) }));
			return { ...expression, first: value(expression.first), rest };
		}
		case "compare":
			return { ...expression, left: value(expression.left), right: value(expression.right) };
		case "not":
		case "minus":
		case "isNull":
		case "cast":
			return { ...expression, operand: value(expression.operand) };
		case "between": {
			const { operand, low, high } = expression;
			return { ...expression, operand: value(operand), low: value(low), high: value(high) };
		}
		case "inList":
			return { ...expression, operand: value(expression.operand), values: expression.values.map(value) };
		case "inQuery": {
			const { operand, at } = expression;
			return { ...expression, operand: value(operand), query: query(expression.query, at) };
		}
		case "exists":
		case "scalar":
			return { ...expression, query: query(expression.query, expression.at) };
		case "case":
			return {
				...expression,
				operand: expression.operand && value(expression.operand),
				whens: expression.whens.map(({ when, result }) => ({ when: value(when), result: value(result) })),
				otherwise: expression.otherwise && value(expression.otherwise),
			};
		case "tuple":
		case "array":
			return { ...expression, items: expression.items.map(value) };
		case "element":
			return { ...expression, operand: value(expression.operand), index: value(expression.index) };
	}
}
