import type { Expression, OrderItem, Query } from "@/lib/lists/select/tree";

/** The direct subexpressions and queries of this one. */
export function partsOf(expression: Expression): { values: Expression[]; query: Query | null } {
	const only = (...values: (Expression | null)[]) => ({
		values: values.filter((value) => value !== null),
		query: null,
	});
	switch (expression.kind) {
		case "number":
		case "string":
		case "constant":
		case "dated":
		case "column":
		case "star":
			return only();
		case "interval":
			return only(expression.amount);
		case "call": {
			const window = expression.window;
			return only(...expression.args, ...(window?.partitionBy ?? []), ...ordered(window?.orderBy ?? []));
		}
		case "lambda":
			return only(expression.body);
		case "chain":
			return only(expression.first, ...expression.rest.map(({ operand }) => operand));
		case "compare":
			return only(expression.left, expression.right);
		case "not":
		case "minus":
		case "isNull":
		case "cast":
			return only(expression.operand);
		case "between":
			return only(expression.operand, expression.low, expression.high);
		case "inList":
			return only(expression.operand, ...expression.values);
		case "inQuery":
			return { values: [expression.operand], query: expression.query };
		case "exists":
		case "scalar":
			return { values: [], query: expression.query };
		case "case":
			return only(
				expression.operand,
				...expression.whens.flatMap(({ when, result }) => [when, result]),
				expression.otherwise,
			);
		case "tuple":
		case "array":
			return only(...expression.items);
		case "element":
			return only(expression.operand, expression.index);
	}
}

export function ordered(items: readonly OrderItem[]): Expression[] {
	return items.map(({ by }) => by);
}
