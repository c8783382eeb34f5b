import { findFunction } from "@/lib/lists/select/functions";
import { parseCall } from "@/lib/lists/select/parse-call";
import { parseType } from "@/lib/lists/select/parse-type";
import { parseUnit } from "@/lib/lists/select/parse-unit";
import { SelectProblem } from "@/lib/lists/select/problem";
import { Reader } from "@/lib/lists/select/reader";
import type { Expression, TypeName } from "@/lib/lists/select/tree";

export type ParseExpression = (reader: Reader) => Expression;

/** An operand: a literal, a column, a call, or anything in parentheses. */
export function parsePrimary(reader: Reader, parseExpression: ParseExpression): Expression {
	const { kind, text, key, at } = reader.peek();
	if (kind === "number") return { kind: "number", text: reader.take().text };
	if (kind === "string") return { kind: "string", value: reader.take().text };
	if (reader.takeSign("(")) return parseGroup(reader, parseExpression, at);
	if (reader.takeSign("[")) {
		const items = reader.isSign("]") ? [] : reader.list(() => parseExpression(reader));
		reader.expectSign("]");
		return { kind: "array", items };
	}
	if (reader.isSign("*")) throw new SelectProblem(at, "* is allowed only in a SELECT's list, or in count(*)");
	if (kind !== "word" && kind !== "quoted") throw reader.unexpected("a value");
	if (kind === "word") {
		const special = parseSpecial(reader, parseExpression, key);
		if (special) return special;
		if (reader.isSign("(", 1) && (findFunction(text) || reader.isBareName()))
			return parseCall(reader, parseExpression);
	}
	return parseColumn(reader);
}

function parseSpecial(reader: Reader, parseExpression: ParseExpression, key: string): Expression | null {
	const { at } = reader;
	const isText = reader.peek(1).kind === "string";
	switch (key) {
		case "null":
		case "true":
		case "false":
			reader.take();
			return { kind: "constant", name: key === "null" ? "NULL" : key === "true" ? "TRUE" : "FALSE" };
		case "date":
		case "timestamp":
			if (!isText) return null;
			reader.take();
			return { kind: "dated", type: key === "date" ? "DATE" : "TIMESTAMP", value: reader.take().text };
		case "interval": {
			if (reader.isSign(".", 1) || reader.isSign(",", 1) || reader.isSign(")", 1)) return null;
			reader.take();
			if (isText) throw new SelectProblem(at, "Write the interval as a number and a unit: INTERVAL 30 DAY");
			const amount = reader.nest(() => parsePrimary(reader, parseExpression));
			return { kind: "interval", amount, unit: parseUnit(reader) };
		}
		case "case":
			return parseCase(reader, parseExpression);
		case "cast": {
			if (!reader.isSign("(", 1)) return null;
			reader.take();
			reader.expectSign("(");
			const operand = parseExpression(reader);
			if (!reader.takeWords("as")) throw new SelectProblem(reader.at, "Write CAST(value AS type)");
			const type = parseType(reader);
			reader.expectSign(")");
			return { kind: "cast", operand, type };
		}
		case "exists": {
			reader.take();
			reader.expectSign("(");
			const query = reader.nest(() => reader.readQuery(reader));
			reader.expectSign(")");
			return { kind: "exists", query, at };
		}
		default:
			return null;
	}
}

function parseGroup(reader: Reader, parseExpression: ParseExpression, at: number): Expression {
	return reader.nest(() => {
		if (reader.isWord("select") || reader.isWord("with")) {
			const query = reader.readQuery(reader);
			reader.expectSign(")");
			return { kind: "scalar" as const, query, at };
		}
		const items = reader.list(() => parseExpression(reader));
		reader.expectSign(")");
		const [only] = items;
		return only && items.length === 1 ? only : { kind: "tuple" as const, items };
	});
}

function parseCase(reader: Reader, parseExpression: ParseExpression): Expression {
	reader.expectWord("case");
	const operand = reader.isWord("when") ? null : parseExpression(reader);
	const whens: { when: Expression; result: Expression }[] = [];
	while (reader.takeWords("when")) {
		const when = parseExpression(reader);
		reader.expectWord("then");
		whens.push({ when, result: parseExpression(reader) });
	}
	if (whens.length === 0) throw reader.unexpected("WHEN");
	const otherwise = reader.takeWords("else") ? parseExpression(reader) : null;
	reader.expectWord("end");
	return { kind: "case", operand, whens, otherwise };
}

/** A column by its name, with the table's alias before it or parts of a property after it. */
function parseColumn(reader: Reader): Expression {
	const { at } = reader;
	const parts = [reader.takeName("a value")];
	if (reader.isSign("("))
		throw new SelectProblem(at, `A function's name is not quoted: write ${parts[0]}(…)`);
	while (reader.takeSign(".")) {
		const part = reader.peek();
		if (reader.isSign("*")) throw new SelectProblem(at, "* is allowed only in a SELECT's list");
		if (part.kind !== "word" && part.kind !== "quoted") throw reader.unexpected("a name");
		parts.push(reader.take().text);
	}
	if (reader.isSign("(")) throw new SelectProblem(reader.at, "A parenthesis cannot stand after a column");
	return { kind: "column", parts, type: reader.takeSign(".:") ? parsePathType(reader) : null, at };
}

/** The type after `.:`, bare or in backticks: an array must be. */
function parsePathType(reader: Reader): TypeName {
	const { kind, text, at } = reader.peek();
	if (kind !== "quoted") return parseType(reader);
	reader.take();
	const inner = new Reader(text, reader.readQuery);
	const type = parseType(inner);
	if (inner.peek().kind !== "end") throw new SelectProblem(at, `"${text}" is no type`);
	return type;
}
