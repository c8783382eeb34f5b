import type { Reader } from "@/lib/lists/select/reader";
import type { Expression, FrameEdge, OrderItem, WindowSpec } from "@/lib/lists/select/tree";

type ParseExpression = (reader: Reader) => Expression;

/** What follows OVER, in parentheses. */
export function parseWindow(reader: Reader, parseExpression: ParseExpression): WindowSpec {
	if (!reader.takeSign("(")) throw reader.unexpected("the window itself, in parentheses,");
	return reader.nest(() => {
		const partitionBy = reader.takeWords("partition", "by") ? reader.list(() => parseExpression(reader)) : [];
		const orderBy = reader.takeWords("order", "by") ? parseOrder(reader, parseExpression) : [];
		const frame = parseFrame(reader);
		reader.expectSign(")");
		return { partitionBy, orderBy, frame };
	});
}

/** What follows ORDER BY. */
export function parseOrder(reader: Reader, parseExpression: ParseExpression): OrderItem[] {
	return reader.list(() => {
		const by = parseExpression(reader);
		const isDown = reader.takeWords("desc") || reader.takeWords("descending");
		if (!isDown && !reader.takeWords("asc")) reader.takeWords("ascending");
		let nulls: OrderItem["nulls"] = null;
		if (reader.takeWords("nulls")) {
			nulls = reader.takeWords("first") ? "FIRST" : "LAST";
			if (nulls === "LAST") reader.expectWord("last");
		}
		return { by, direction: isDown ? "DESC" : "ASC", nulls };
	});
}

function parseFrame(reader: Reader): WindowSpec["frame"] {
	const unit = reader.takeWords("rows") ? "ROWS" : reader.takeWords("range") ? "RANGE" : null;
	if (unit === null) return null;
	if (!reader.takeWords("between")) return { unit, from: parseEdge(reader), to: "CURRENT ROW" };
	const from = parseEdge(reader);
	reader.expectWord("and");
	return { unit, from, to: parseEdge(reader) };
}

function parseEdge(reader: Reader): FrameEdge {
	if (reader.takeWords("current", "row")) return "CURRENT ROW";
	const rows = reader.takeWords("unbounded")
		? null
		: reader.takeWhole("a number of rows, UNBOUNDED or CURRENT ROW");
	const side = reader.takeWords("preceding") ? "PRECEDING" : "FOLLOWING";
	if (side === "FOLLOWING") reader.expectWord("following");
	return rows === null ? `UNBOUNDED ${side}` : { rows, side };
}
