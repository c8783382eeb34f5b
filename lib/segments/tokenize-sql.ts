/** A piece of SQL. Words are in small letters; `from` and `to` are places in the text. */
export type SqlToken = {
	kind: "word" | "quoted" | "string" | "number" | "sign";
	text: string;
	from: number;
	to: number;
};

const grammar = new RegExp(
	[
		"(?<blank>[ \\t\\r\\n]+)",
		"(?<word>[A-Za-z_][A-Za-z0-9_]*)",
		// No backslash inside a quoted name: nothing can end the quotation early.
		'(?<quoted>`[^`\\\\]*`|"[^"\\\\]*")',
		"(?<string>'(?:[^'\\\\]|\\\\.|'')*')",
		"(?<number>(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?(?![A-Za-z0-9_.]))",
		"(?<sign>[()\\[\\],.:+*/%<>=!?|-])",
	].join("|"),
	"ys",
);

/**
 * Cuts SQL into tokens, strictly: comments, semicolons, parameters, here-documents, escapes in names and anything else
 * than plain ASCII outside of quotes is refused, because engines read some of it in ways of their own.
 */
export function tokenizeSql(sql: string): { tokens: SqlToken[] } | { problem: string } {
	const tokens: SqlToken[] = [];
	let at = 0;
	while (at < sql.length) {
		if (sql.startsWith("--", at) || sql.startsWith("/*", at)) return { problem: "Leave comments out" };
		grammar.lastIndex = at;
		const found = grammar.exec(sql);
		if (!found?.groups)
			return { problem: `"${[...sql.slice(at)][0]}" is not allowed here (character ${at + 1})` };
		const to = grammar.lastIndex;
		const kind = (["word", "quoted", "string", "number", "sign"] as const).find(
			(name) => found.groups?.[name] !== undefined,
		);
		if (kind) {
			const text = kind === "word" ? found[0].toLowerCase() : found[0];
			tokens.push({ kind, text, from: at, to });
		}
		at = to;
	}
	return { tokens };
}
