import { parsePrimary } from "@/lib/lists/select/parse-primary";
import { parseType } from "@/lib/lists/select/parse-type";
import { SelectProblem } from "@/lib/lists/select/problem";
import type { Reader } from "@/lib/lists/select/reader";
import type { Expression } from "@/lib/lists/select/tree";

/** An expression, from the loosest operator to the tightest. */
export function parseExpression(reader: Reader): Expression {
	return reader.nest(() =>
		chain(
			() => (reader.takeWords("or") ? "OR" : null),
			() =>
				chain(
					() => (reader.takeWords("and") ? "AND" : null),
					() => parseNot(reader),
				),
		),
	);
}

function chain(takeOperator: () => string | null, read: () => Expression): Expression {
	const first = read();
	const rest: { operator: string; operand: Expression }[] = [];
	for (let operator = takeOperator(); operator !== null; operator = takeOperator()) {
		rest.push({ operator, operand: read() });
	}
	return rest.length === 0 ? first : { kind: "chain", first, rest };
}

function parseNot(reader: Reader): Expression {
	if (!reader.takeWords("not")) return parseComparison(reader);
	return { kind: "not", operand: reader.nest(() => parseNot(reader)) };
}

const comparisons = ["=", "==", "!=", "<>", "<=", ">=", "<", ">"];

function parseComparison(reader: Reader): Expression {
	let left = parseSum(reader);
	// IS NULL and the like may apply to either side of a comparison, not to each other.
	for (let isFirst = true; ; isFirst = false) {
		const { at } = reader;
		const compared = parseTest(reader, left);
		if (compared === null) return left;
		if (!isFirst) throw new SelectProblem(at, "Put parentheses around the first comparison");
		left = compared;
	}
}

function parseTest(reader: Reader, left: Expression): Expression | null {
	const { at } = reader;
	const sign = reader.takeOneOf(comparisons);
	if (sign !== null) {
		const operator = sign === "==" ? "=" : sign === "<>" ? "!=" : sign;
		return { kind: "compare", operator, left, right: parseSum(reader) };
	}
	if (reader.takeWords("is")) {
		const isNegated = reader.takeWords("not");
		reader.expectWord("null");
		return { kind: "isNull", operand: left, isNegated };
	}
	const isNegated =
		["in", "like", "ilike", "between"].some((word) => reader.isWord(word, 1)) && reader.takeWords("not");
	for (const word of ["like", "ilike"]) {
		if (!reader.takeWords(word)) continue;
		const operator = `${isNegated ? "NOT " : ""}${word.toUpperCase()}`;
		return { kind: "compare", operator, left, right: parseSum(reader) };
	}
	if (reader.takeWords("between")) {
		const low = parseSum(reader);
		reader.expectWord("and");
		return { kind: "between", operand: left, low, high: parseSum(reader), isNegated };
	}
	return reader.takeWords("in") ? parseIn(reader, left, isNegated, at) : null;
}

/** After IN only values or a SELECT, in parentheses: a bare name would be read as a table. */
function parseIn(reader: Reader, operand: Expression, isNegated: boolean, at: number): Expression {
	if (!reader.isSign("("))
		throw new SelectProblem(reader.at, "After IN write values or a SELECT in parentheses");
	reader.expectSign("(");
	return reader.nest(() => {
		if (beginsQuery(reader)) {
			const query = reader.readQuery(reader);
			reader.expectSign(")");
			return { kind: "inQuery" as const, operand, query, isNegated, at };
		}
		const values = reader.list(() => parseExpression(reader));
		reader.expectSign(")");
		return { kind: "inList" as const, operand, values, isNegated, at };
	});
}

/** Whether a SELECT comes next, behind any number of opening parentheses. */
export function beginsQuery(reader: Reader): boolean {
	let ahead = 0;
	while (reader.isSign("(", ahead)) ahead += 1;
	return reader.isWord("select", ahead) || reader.isWord("with", ahead);
}

function parseSum(reader: Reader): Expression {
	return chain(
		() => reader.takeOneOf(["||"]),
		() =>
			chain(
				() => reader.takeOneOf(["+", "-"]),
				() =>
					chain(
						() => takeFactor(reader),
						() => parseUnary(reader),
					),
			),
	);
}

function takeFactor(reader: Reader): string | null {
	for (const word of ["div", "mod"]) if (reader.takeWords(word)) return word.toUpperCase();
	return reader.takeOneOf(["*", "/", "%"]);
}

function parseUnary(reader: Reader): Expression {
	if (!reader.takeSign("-")) return parsePostfix(reader);
	return { kind: "minus", operand: reader.nest(() => parseUnary(reader)) };
}

function parsePostfix(reader: Reader): Expression {
	let operand = parsePrimary(reader, parseExpression);
	for (let steps = 0; ; steps++) {
		if (steps > 10) throw new SelectProblem(reader.at, "Too many steps into one value");
		if (reader.takeSign("[")) {
			operand = { kind: "element", operand, index: parseExpression(reader) };
			reader.expectSign("]");
		} else if (reader.takeSign("::")) operand = { kind: "cast", operand, type: parseType(reader) };
		else return operand;
	}
}
