import { beginsQuery } from "@/lib/lists/select/parse-expression";
import { SelectProblem } from "@/lib/lists/select/problem";
import type { Reader } from "@/lib/lists/select/reader";
import { selectableTables } from "@/lib/lists/select/tables";
import type { Expression, Join, Source } from "@/lib/lists/select/tree";

type ParseExpression = (reader: Reader) => Expression;

const only = `Read from ${selectableTables.join(", ")} or a SELECT in parentheses`;

/** The first table and those joined to it. */
export function parseFrom(reader: Reader, parseExpression: ParseExpression): { from: Source; joins: Join[] } {
	const from = parseSource(reader);
	const joins: Join[] = [];
	for (let join = parseJoin(reader, parseExpression); join; join = parseJoin(reader, parseExpression))
		joins.push(join);
	if (reader.isSign(",")) throw new SelectProblem(reader.at, "Join tables with JOIN … ON, not with a comma");
	return { from, joins };
}

function parseSource(reader: Reader): Source {
	const { at, kind, text } = reader.peek();
	if (reader.isSign("(")) {
		if (!beginsQuery(reader)) throw new SelectProblem(at, only);
		reader.take();
		const query = reader.readQuery(reader);
		reader.expectSign(")");
		return { kind: "query", query, alias: parseAlias(reader), at };
	}
	if ((kind !== "word" || !reader.isBareName()) && kind !== "quoted") throw reader.unexpected("a table");
	reader.take();
	if (reader.isSign(".")) throw new SelectProblem(at, `${only}; a table's name takes no database before it`);
	if (reader.isSign("(")) throw new SelectProblem(at, `The function "${text}" cannot be read from. ${only}`);
	return { kind: "named", name: text, alias: parseAlias(reader), at };
}

function parseAlias(reader: Reader): string | null {
	if (!reader.takeWords("as") && !reader.isBareName()) return null;
	const alias = reader.takeName("a name");
	if (reader.isSign("("))
		throw new SelectProblem(reader.at, "Name the columns in the SELECT itself, not after the alias");
	return alias;
}

const sides = ["inner", "left", "right", "full", "cross"];
const strictnesses = ["any", "all", "semi", "anti", "asof"];

/** LEFT ANY JOIN and ANY LEFT JOIN are the same. */
function parseJoin(reader: Reader, parseExpression: ParseExpression): Join | null {
	const { at } = reader;
	let kind: string | null = null;
	let strictness: string | null = null;
	for (;;) {
		const { key, kind: sort } = reader.peek();
		if (sort !== "word") break;
		if (sides.includes(key) && kind === null) kind = key;
		else if (strictnesses.includes(key) && strictness === null) strictness = key;
		else if (key !== "outer" || kind === null) break;
		reader.take();
	}
	if (!reader.takeWords("join")) {
		if (kind !== null || strictness !== null) throw reader.unexpected("JOIN");
		return null;
	}
	// Safe because both come from the lists above.
	const join = {
		kind: (kind ?? "inner").toUpperCase() as Join["kind"],
		strictness: (strictness?.toUpperCase() ?? null) as Join["strictness"],
	};
	const source = parseSource(reader);
	if (join.kind === "CROSS") {
		if (join.strictness)
			throw new SelectProblem(at, "CROSS JOIN cannot be combined with ANY, ALL, SEMI or ANTI");
		return { ...join, source, on: null, using: null };
	}
	if (reader.takeWords("on")) return { ...join, source, on: parseExpression(reader), using: null };
	if (!reader.takeWords("using")) throw reader.unexpected("ON or USING");
	const isGrouped = reader.takeSign("(");
	const name = () => ({ at: reader.at, name: reader.takeName("a column") });
	const using = isGrouped ? reader.list(name) : [name()];
	if (isGrouped) reader.expectSign(")");
	return { ...join, source, on: null, using };
}
