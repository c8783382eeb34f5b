/** A piece of a formula's text. For `wrong`, `text` is the problem. */
export type Token = {
	kind: "number" | "text" | "word" | "trait" | "sign" | "wrong";
	text: string;
	from: number;
	to: number;
};

const patterns: { kind: Token["kind"]; pattern: RegExp }[] = [
	{ kind: "number", pattern: /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy },
	{ kind: "word", pattern: /[\p{L}_$][\p{L}\p{N}_$.]*/uy },
	{ kind: "sign", pattern: /!=|>=|<=|[-+*/=<>(),×÷−≠≥≤]/uy },
];

const plain: Record<string, string> = { "×": "*", "÷": "/", "−": "-", "≠": "!=", "≥": ">=", "≤": "<=" };

/**
 * Splits a formula into tokens. Texts are in quotes, names with spaces in brackets; `\` escapes the next
 * character.
 */
export function tokenizeFormula(text: string): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	while (at < text.length) {
		const first = text.charAt(at);
		if (/\s/.test(first)) {
			at++;
			continue;
		}
		const token = first === '"' || first === "[" ? readQuoted(text, at) : readPlain(text, at);
		tokens.push(token);
		if (token.kind === "wrong") break;
		at = token.to;
	}
	return tokens;
}

function readPlain(text: string, at: number): Token {
	for (const { kind, pattern } of patterns) {
		pattern.lastIndex = at;
		const found = pattern.exec(text);
		if (!found) continue;
		const [piece] = found;
		return { kind, text: plain[piece] ?? piece, from: at, to: at + piece.length };
	}
	const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
	return {
		kind: "wrong",
		text: `"${character}" means nothing in a formula`,
		from: at,
		to: at + character.length,
	};
}

function readQuoted(text: string, from: number): Token {
	const isText = text.charAt(from) === '"';
	const close = isText ? '"' : "]";
	let value = "";
	for (let at = from + 1; at < text.length; at++) {
		const character = text.charAt(at);
		if (character === "\\" && at + 1 < text.length) value += text.charAt(++at);
		else if (character === close) return { kind: isText ? "text" : "trait", text: value, from, to: at + 1 };
		else value += character;
	}
	const message = isText ? "The quotation mark is not closed" : "The bracket is not closed";
	return { kind: "wrong", text: message, from, to: text.length };
}
