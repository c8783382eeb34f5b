import { beginsQuery, parseExpression } from "@/lib/lists/select/parse-expression";
import { parseFrom } from "@/lib/lists/select/parse-from";
import { parseOrder } from "@/lib/lists/select/parse-window";
import { SelectProblem } from "@/lib/lists/select/problem";
import { Reader } from "@/lib/lists/select/reader";
import type { Operand, Query, SelectCore, Selected, SetOperator } from "@/lib/lists/select/tree";

/**
 * The whole text as one query; anything outside this grammar is refused at its position. Time grows linearly
 * with the text.
 */
export function parseQueryText(sql: string): Query {
	const reader = new Reader(sql, parseQuery);
	if (!beginsQuery(reader)) throw new SelectProblem(reader.at, "Begin with SELECT");
	const query = parseQuery(reader);
	if (reader.isSign(")")) throw new SelectProblem(reader.at, "A parenthesis is closed that was never opened");
	if (reader.peek().kind !== "end") throw reader.unexpected("the end of the SELECT");
	return query;
}

function parseQuery(reader: Reader): Query {
	return reader.nest(() => {
		const ctes = reader.takeWords("with") ? parseWith(reader) : [];
		const first = parseOperand(reader);
		const rest: Query["rest"] = [];
		for (let { at } = reader; ; at = reader.at) {
			const operator = takeSetOperator(reader);
			if (operator === null) return { with: ctes, first, rest };
			rest.push({ operator, operand: parseOperand(reader), at });
		}
	});
}

function parseWith(reader: Reader): Query["with"] {
	return reader.list(() => {
		const { at } = reader;
		if (reader.isWord("recursive")) throw new SelectProblem(at, "WITH RECURSIVE is not allowed");
		if (reader.isSign("(") || !reader.isWord("as", 1) || !reader.isSign("(", 2)) {
			throw new SelectProblem(at, "Write WITH name AS (SELECT …)");
		}
		const name = reader.takeName("a name");
		reader.expectWord("as");
		reader.expectSign("(");
		if (!beginsQuery(reader)) throw reader.unexpected("a SELECT");
		const query = parseQuery(reader);
		reader.expectSign(")");
		return { name, query, at };
	});
}

function takeSetOperator(reader: Reader): SetOperator | null {
	const { at } = reader;
	if (reader.takeWords("union")) {
		if (reader.takeWords("all")) return "UNION ALL";
		if (reader.takeWords("distinct")) return "UNION DISTINCT";
		throw new SelectProblem(at, "Write UNION ALL or UNION DISTINCT");
	}
	for (const word of ["INTERSECT", "EXCEPT"] as const) {
		if (!reader.takeWords(word.toLowerCase())) continue;
		if (reader.isWord("all")) throw new SelectProblem(at, `Write ${word} without ALL`);
		return reader.takeWords("distinct") ? `${word} DISTINCT` : word;
	}
	return null;
}

function parseOperand(reader: Reader): Operand {
	if (!reader.takeSign("(")) return parseSelect(reader);
	if (!beginsQuery(reader)) throw reader.unexpected("a SELECT");
	const query = parseQuery(reader);
	reader.expectSign(")");
	return { kind: "group", query };
}

function parseSelect(reader: Reader): SelectCore {
	const { at } = reader;
	if (!reader.takeWords("select")) throw reader.unexpected("SELECT");
	const isDistinct = reader.takeWords("distinct");
	if (isDistinct && reader.isWord("on"))
		throw new SelectProblem(at, "Write LIMIT 1 BY instead of DISTINCT ON");
	const list = reader.list(() => parseSelected(reader));
	if (!reader.takeWords("from")) throw reader.unexpected("FROM");
	const { from, joins } = parseFrom(reader, parseExpression);
	const where = reader.takeWords("where") ? parseExpression(reader) : null;
	const groupBy = reader.takeWords("group", "by") ? reader.list(() => parseExpression(reader)) : [];
	const having = reader.takeWords("having") ? parseExpression(reader) : null;
	const qualify = reader.takeWords("qualify") ? parseExpression(reader) : null;
	const orderBy = reader.takeWords("order", "by") ? parseOrder(reader, parseExpression) : [];
	return {
		kind: "select",
		isDistinct,
		list,
		from,
		joins,
		where,
		groupBy,
		having,
		qualify,
		orderBy,
		...parseLimits(reader),
	};
}

function parseLimits(reader: Reader): Pick<SelectCore, "limitBy" | "limit" | "offset"> {
	const parts: Pick<SelectCore, "limitBy" | "limit" | "offset"> = {
		limitBy: null,
		limit: null,
		offset: null,
	};
	while (parts.limit === null && reader.takeWords("limit")) {
		const count = reader.takeWhole("a whole number");
		if (reader.takeWords("by")) {
			if (parts.limitBy) throw new SelectProblem(reader.at, "LIMIT … BY can be used only once");
			parts.limitBy = { count, by: reader.list(() => parseExpression(reader)) };
		} else if (reader.takeSign(",")) {
			return { ...parts, offset: count, limit: reader.takeWhole("a whole number") };
		} else parts.limit = count;
	}
	if (reader.takeWords("offset")) parts.offset = reader.takeWhole("a whole number");
	return parts;
}

function parseSelected(reader: Reader): Selected {
	const { at } = reader;
	const star = parseStar(reader);
	if (star) return star;
	const value = parseExpression(reader);
	if (reader.takeWords("as")) return { value, alias: reader.takeName("a name"), at };
	const isNamed =
		reader.isBareName() || (reader.peek().kind === "word" && reader.isNameHere() && !reader.isWord("end"));
	return { value, alias: isNamed ? reader.takeName("a name") : null, at };
}

function parseStar(reader: Reader): Selected | null {
	const { at } = reader;
	let table: string | null = null;
	if (reader.isSign(".", 1) && reader.isSign("*", 2)) {
		table = reader.takeName("a table");
		reader.take();
	} else if (!reader.isSign("*")) return null;
	reader.take();
	for (const word of ["except", "replace", "apply"]) {
		if (reader.isWord(word))
			throw new SelectProblem(reader.at, `After * nothing may stand: name the columns instead`);
	}
	return { value: { kind: "star", table, at }, alias: null, at };
}
