import { SelectProblem } from "@/lib/lists/select/problem";
import type { Scope } from "@/lib/lists/select/scope";
import type { Expression, Query } from "@/lib/lists/select/tree";
import { partsOf } from "@/lib/lists/select/walk";

/**
 * Refuses an expression with a name that is unknown in its scope. Sub-selects are checked by `checkQuery`.
 */
export function checkExpression(
	expression: Expression,
	scope: Scope,
	checkQuery: (query: Query) => void,
): void {
	const { values, query } = partsOf(expression);
	const goOn = () => {
		for (const value of values) checkExpression(value, scope, checkQuery);
	};
	if (expression.kind === "column") scope.resolve(expression);
	if (expression.kind === "star" && expression.table !== null) scope.source(expression.table, expression.at);
	if (expression.kind === "inList") {
		const column = expression.values.map(findColumn).find((found) => found !== null);
		if (column !== undefined) {
			throw new SelectProblem(
				column ?? expression.at,
				"After IN write values or a SELECT in parentheses, not a column",
			);
		}
	}
	if (expression.kind === "lambda") scope.withNames(expression.names, goOn);
	else goOn();
	if (query) checkQuery(query);
}

/** Where a column appears in a value that must be constant; a bare name there would be read as a table. */
function findColumn(expression: Expression): number | null {
	if (expression.kind === "column") return expression.at;
	const { values, query } = partsOf(expression);
	if (query) return "at" in expression ? expression.at : 0;
	for (const value of values) {
		const found = findColumn(value);
		if (found !== null) return found;
	}
	return null;
}
