import type { ValueType } from "@/lib/rules/catalog";
import { nearestName } from "@/lib/rules/nearest-name";
import type { Formula } from "@/lib/traits/formula";
import type { PairOperator } from "@/lib/traits/formula-operators";
import { Broken, type Located, manyOf, oneOf, pairOf, type TextProblem } from "@/lib/traits/located-formula";
import { createCall } from "@/lib/traits/make-call";
import { type Token, tokenizeFormula } from "@/lib/traits/tokenize-formula";

export type ParsedFormula =
	| {
			ok: true;
			formula: Formula;
			/** Position of each node in the text; keys are paths joined by dots. */
			spans: ReadonlyMap<string, { from: number; to: number }>;
	  }
	| { ok: false; problem: TextProblem };

const binary: { level: number; operators: Record<string, PairOperator> }[] = [
	{ level: 4, operators: { "+": "add", "-": "subtract" } },
	{ level: 5, operators: { "*": "multiply", "/": "divide" } },
];
const comparisons: Record<string, PairOperator> = {
	"=": "equals",
	"!=": "notEquals",
	">": ">",
	">=": ">=",
	"<": "<",
	"<=": "<=",
};

/**
 * Parses a formula as people write it: `[orders total] / orders_count`, `if(plan = "pro", 2, 1)`. Trait names
 * are bare words or in brackets. Types of traits come from `traits`; `checkFormula` does the rest.
 */
export function parseFormula(text: string, traits: ReadonlyMap<string, ValueType>): ParsedFormula {
	try {
		const tokens = tokenizeFormula(text);
		const broken = tokens.find(({ kind }) => kind === "wrong");
		if (broken) throw new Broken({ from: broken.from, to: broken.to, message: broken.text });
		const root = new Reader(text, tokens, traits).readWhole();
		const spans = new Map<string, { from: number; to: number }>();
		const note = ({ from, to, parts }: Located, path: string[]): void => {
			spans.set(path.join("."), { from, to });
			for (const { step, part } of parts) note(part, [...path, step]);
		};
		note(root, []);
		return { ok: true, formula: root.node, spans };
	} catch (error) {
		if (error instanceof Broken) return { ok: false, problem: error.problem };
		throw error;
	}
}

class Reader {
	readonly #text: string;
	readonly #tokens: Token[];
	readonly #traits: ReadonlyMap<string, ValueType>;
	#at = 0;
	#depth = 0;

	constructor(text: string, tokens: Token[], traits: ReadonlyMap<string, ValueType>) {
		this.#text = text;
		this.#tokens = tokens;
		this.#traits = traits;
	}

	readWhole(): Located {
		const whole = this.#readOr();
		const rest = this.#tokens[this.#at];
		if (rest) throw this.#broken(rest, `"${rest.text}" does not belong here`);
		return whole;
	}

	#peek(): Token | undefined {
		return this.#tokens[this.#at];
	}

	#takes(text: string): Token | null {
		const token = this.#peek();
		if (token?.kind !== "sign" && token?.kind !== "word") return null;
		if (token.text.toLowerCase() !== text) return null;
		this.#at++;
		return token;
	}

	#need(text: string, message: string): Token {
		return this.#takes(text) ?? this.#fail(message);
	}

	#fail(message: string): never {
		const token = this.#peek();
		const end = this.#text.length;
		throw token ? this.#broken(token, message) : new Broken({ from: Math.max(0, end - 1), to: end, message });
	}

	#broken(token: Token, message: string): Broken {
		return new Broken({ from: token.from, to: token.to, message });
	}

	#readOr(): Located {
		if (++this.#depth > 60) this.#fail("The formula is nested too deep");
		const parts = [this.#readAnd()];
		while (this.#takes("or")) parts.push(this.#readAnd());
		this.#depth--;
		return this.#joined("or", parts);
	}

	#readAnd(): Located {
		const parts = [this.#readNot()];
		while (this.#takes("and")) parts.push(this.#readNot());
		return this.#joined("and", parts);
	}

	#joined(op: "and" | "or", parts: Located[]): Located {
		const [first] = parts;
		if (!first) return this.#fail("Something is missing here");
		return parts.length === 1 ? first : manyOf(op, parts, first.from, parts.at(-1)?.to ?? first.to);
	}

	#readNot(): Located {
		const not = this.#takes("not");
		if (!not) return this.#readComparison();
		if (++this.#depth > 60) this.#fail("The formula is nested too deep");
		const argument = this.#readNot();
		this.#depth--;
		return oneOf("not", argument, not.from, argument.to);
	}

	#readComparison(): Located {
		const left = this.#readBinary(0);
		for (const [sign, op] of Object.entries(comparisons)) {
			if (this.#takes(sign)) return pairOf(op, left, this.#readBinary(0));
		}
		return left;
	}

	#readBinary(level: number): Located {
		const here = binary[level];
		if (!here) return this.#readSigned();
		let left = this.#readBinary(level + 1);
		while (true) {
			const found = Object.entries(here.operators).find(([sign]) => this.#takes(sign));
			if (!found) return left;
			left = pairOf(found[1], left, this.#readBinary(level + 1));
		}
	}

	#readSigned(): Located {
		const minus = this.#takes("-");
		if (!minus) return this.#readValue();
		const token = this.#peek();
		if (token?.kind === "number") {
			this.#at++;
			return {
				node: { op: "number", value: -Number(token.text) },
				from: minus.from,
				to: token.to,
				parts: [],
			};
		}
		const zero: Located = { node: { op: "number", value: 0 }, from: minus.from, to: minus.to, parts: [] };
		return pairOf("subtract", zero, this.#readValue());
	}

	#readValue(): Located {
		const token = this.#peek();
		if (!token) return this.#fail("Something is missing at the end");
		const leaf = (node: Formula): Located => ({ node, from: token.from, to: token.to, parts: [] });
		this.#at++;
		if (token.kind === "number") return leaf({ op: "number", value: Number(token.text) });
		if (token.kind === "text") return leaf({ op: "text", value: token.text });
		if (token.kind === "trait") return leaf(this.#trait(token));
		if (token.kind === "word") {
			const next = this.#peek();
			if (next?.kind === "sign" && next.text === "(") return this.#readCall(token);
			if (token.text === "true" || token.text === "false") {
				return leaf({ op: "boolean", value: token.text === "true" });
			}
			return leaf(this.#trait(token));
		}
		if (token.text === "(") {
			const inner = this.#readOr();
			const close = this.#need(")", "A bracket is not closed");
			return { ...inner, from: token.from, to: close.to };
		}
		this.#at--;
		return this.#fail(`A trait, a number or a text is needed before "${token.text}"`);
	}

	#trait(token: Token): Formula {
		const type = this.#traits.get(token.text);
		if (type) return { op: "trait", trait: token.text, type };
		const suggestion = nearestName(token.text, this.#traits.keys());
		const hint = suggestion === null ? "" : `; did you mean "${suggestion}"?`;
		throw new Broken({
			from: token.from,
			to: token.to,
			message: `No trait is called "${token.text}"${hint}`,
			...(suggestion === null ? {} : { suggestion }),
		});
	}

	#readCall(name: Token): Located {
		this.#need("(", "A bracket is needed here");
		const given: Located[] = [];
		let close = this.#takes(")");
		while (!close) {
			given.push(this.#readOr());
			close = this.#takes(")");
			if (!close) this.#need(",", "A comma or a closing bracket is needed here");
		}
		return createCall(name, given, close.to);
	}
}
