import { findFunction, functionNames, parametric } from "@/lib/lists/select/functions";
import { findUnit, parseUnit } from "@/lib/lists/select/parse-unit";
import { parseWindow } from "@/lib/lists/select/parse-window";
import { SelectProblem } from "@/lib/lists/select/problem";
import type { Reader } from "@/lib/lists/select/reader";
import type { Expression } from "@/lib/lists/select/tree";
import { nearestName } from "@/lib/rules/nearest-name";

type ParseExpression = (reader: Reader) => Expression;

/** A call of a listed function, by its exact name. */
export function parseCall(reader: Reader, parseExpression: ParseExpression): Expression {
	const { text, at } = reader.take();
	const found = findFunction(text);
	if (!found) {
		const near = nearestName(text, functionNames());
		throw new SelectProblem(
			at,
			`The function "${text}" is not allowed here${near ? `; did you mean ${near}?` : ""}`,
		);
	}
	const { name, kind } = found;
	reader.expectSign("(");
	if ((name === "dateAdd" || name === "dateSub") && findUnit(reader) !== null && reader.isSign(",", 1)) {
		return parseDateStep(reader, parseExpression, name === "dateAdd" ? "+" : "-");
	}
	let parameters: string[] = [];
	if (parametric.has(name) && hasParameters(reader)) {
		parameters = reader.list(() => {
			if (reader.peek().kind !== "number") throw reader.unexpected("a number");
			return reader.take().text;
		});
		reader.expectSign(")");
		reader.expectSign("(");
	}
	const isDistinct = kind === "aggregate" && reader.takeWords("distinct");
	const args = reader.isSign(")")
		? []
		: reader.nest(() =>
				reader.list(() => parseArgument(reader, parseExpression, name, kind === "higherOrder")),
			);
	reader.expectSign(")");
	if (reader.isSign("(")) throw new SelectProblem(reader.at, `${name} takes one pair of parentheses`);
	if (reader.isWord("filter") && reader.isSign("(", 1)) {
		throw new SelectProblem(reader.at, `Write ${name}If(…, condition) instead of FILTER`);
	}
	const window = reader.takeWords("over") ? parseWindow(reader, parseExpression) : null;
	if (window && kind !== "aggregate" && kind !== "window")
		throw new SelectProblem(at, `${name} takes no OVER`);
	if (!window && kind === "window") throw new SelectProblem(reader.at, `${name} needs OVER (…)`);
	return { kind: "call", name, parameters, isDistinct, args, window, at };
}

/** Whether these parentheses hold numbers and are followed by another pair. */
function hasParameters(reader: Reader): boolean {
	let ahead = 0;
	while (reader.peek(ahead).kind === "number" || reader.isSign(",", ahead)) ahead += 1;
	return ahead > 0 && reader.isSign(")", ahead) && reader.isSign("(", ahead + 1);
}

function parseArgument(
	reader: Reader,
	parseExpression: ParseExpression,
	name: string,
	takesLambda: boolean,
): Expression {
	if (name === "count" && reader.isSign("*")) return { kind: "star", table: null, at: reader.take().at };
	const isLambda = lambdaLength(reader) > 0;
	if (!isLambda) return parseExpression(reader);
	const { at } = reader;
	if (!takesLambda) throw new SelectProblem(at, `${name} takes no function of the form x -> …`);
	const isGrouped = reader.takeSign("(");
	const names = reader.list(() => reader.takeName("a name"));
	if (isGrouped) reader.expectSign(")");
	reader.expectSign("->");
	return { kind: "lambda", names, body: parseExpression(reader), at };
}

/** The number of tokens of `x ->` or `(x, y) ->`; 0 when something else comes next. */
function lambdaLength(reader: Reader): number {
	if (!reader.isSign("(")) return reader.isSign("->", 1) ? 2 : 0;
	let ahead = 1;
	while (["word", "quoted"].includes(reader.peek(ahead).kind) || reader.isSign(",", ahead)) ahead += 1;
	return reader.isSign(")", ahead) && reader.isSign("->", ahead + 1) ? ahead + 2 : 0;
}

/** dateAdd(DAY, 3, time) is time + INTERVAL (3) DAY. */
function parseDateStep(reader: Reader, parseExpression: ParseExpression, operator: "+" | "-"): Expression {
	const unit = parseUnit(reader);
	reader.expectSign(",");
	const amount = parseExpression(reader);
	reader.expectSign(",");
	const first = parseExpression(reader);
	reader.expectSign(")");
	return { kind: "chain", first, rest: [{ operator, operand: { kind: "interval", amount, unit } }] };
}
