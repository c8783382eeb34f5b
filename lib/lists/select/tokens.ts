import { SelectProblem } from "@/lib/lists/select/problem";

/**
 * A piece of SQL. A word keeps its case, `key` is lowercase; a quoted name or string is what is between the
 * quotes.
 */
export type Token = {
	kind: "word" | "quoted" | "string" | "number" | "sign" | "end";
	text: string;
	key: string;
	at: number;
};

const piece = new RegExp(
	[
		"([ \\t\\r\\n]+)",
		"([A-Za-z_][A-Za-z0-9_]*)",
		// No escapes inside a quoted name: nothing can end the quotation early.
		'(`[^`"\\\\\\p{Cc}\\p{Cs}]+`|"[^`"\\\\\\p{Cc}\\p{Cs}]+")',
		"('(?:[^'\\\\]|\\\\[\\s\\S]|'')*')",
		"((?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.]))",
		"(::|\\.:|->|==|!=|<>|<=|>=|\\|\\||[()\\[\\],.+*/%<>=-])",
	].join("|"),
	"yu",
);

/** What each group of the pattern is, after the first, of blanks. */
const kinds = ["word", "quoted", "string", "number", "sign"] as const;

/** What is rejected by its first characters, and what to use instead. */
const cures: [RegExp, string][] = [
	[/^(--|\/\*|#)/, "Leave comments out"],
	[/^;/, "Write one statement, without a semicolon"],
	[/^[{}]/, "Write the value itself; parameters in braces are not allowed"],
	[/^\$/, "Write text in single quotes; $ is not allowed"],
	[/^'/, "This text is not closed: a single quote is missing"],
	[/^[`"]/, "A quoted name must be closed, not be empty, and hold no quotes, backslashes or line breaks"],
	[/^0[xXbB]/, "Write numbers in decimal digits"],
	[/^[0-9.]/, "This is not a number; write it as 12 or 0.5"],
	[/^[‘’“”„«»]/u, "Use straight quotes: '…' for text"],
	[/^\?/, "Write if(condition, then, else)"],
	[/^@/, "Variables of the server are not allowed"],
];

/**
 * Cuts SQL into tokens, strictly: whatever engines parse differently (comments, parameters, heredocs, escapes
 * in names, characters beyond ASCII outside of quotes) is refused at its position.
 */
export function tokenize(sql: string): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	while (at < sql.length) {
		const rest = sql.startsWith("--", at) || sql.startsWith("/*", at);
		piece.lastIndex = at;
		const found = rest ? null : piece.exec(sql);
		if (!found) throw new SelectProblem(at, cureOf(sql, at));
		const kind = kinds.find((_, group) => found[group + 2] !== undefined);
		if (kind) tokens.push(tokenOf(kind, found[0], at));
		at = piece.lastIndex;
	}
	tokens.push({ kind: "end", text: "", key: "", at: sql.length });
	return tokens;
}

function tokenOf(kind: (typeof kinds)[number], raw: string, at: number): Token {
	if (kind === "quoted") return { kind, text: raw.slice(1, -1), key: "", at };
	if (kind === "string") return { kind, text: unescapeText(raw.slice(1, -1), at), key: "", at };
	return { kind, text: raw, key: kind === "word" ? raw.toLowerCase() : raw, at };
}

function cureOf(sql: string, at: number): string {
	const rest = sql.slice(at, at + 40);
	const cure = cures.find(([start]) => start.test(rest))?.[1];
	return cure ?? `The sign "${[...rest][0]}" is not allowed here`;
}

const escapes: Record<string, string> = {
	"\\": "\\",
	"'": "'",
	'"': '"',
	n: "\n",
	t: "\t",
	r: "\r",
	// LIKE needs its own: the backslash stays.
	"%": "\\%",
	_: "\\_",
};

function unescapeText(body: string, at: number): string {
	const text = body.replace(/''|\\([\s\S])/gu, (whole, escaped: string | undefined) => {
		if (escaped === undefined) return "'";
		const plain = escapes[escaped];
		if (plain === undefined) {
			throw new SelectProblem(at, `Text cannot hold ${whole}; write a backslash as \\\\`);
		}
		return plain;
	});
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
	if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\p{Surrogate}/u.test(text)) {
		throw new SelectProblem(at, "This text holds a character that cannot be written");
	}
	return text;
}
