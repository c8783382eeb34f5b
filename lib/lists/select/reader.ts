import { SelectProblem } from "@/lib/lists/select/problem";
import { type Token, tokenize } from "@/lib/lists/select/tokens";
import type { Query } from "@/lib/lists/select/tree";
import { reservedWords, wordCures } from "@/lib/lists/select/words";

/** Maximum nesting of parentheses, sub-selects and operators. */
const maxDepth = 60;

/** Walks over the tokens, forward only. */
export class Reader {
	readonly #tokens: Token[];
	/** Reads a whole query; expressions need it for sub-selects. */
	readonly readQuery: (reader: Reader) => Query;
	#next = 0;
	#depth = 0;

	constructor(sql: string, readQuery: (reader: Reader) => Query) {
		this.#tokens = tokenize(sql);
		this.readQuery = readQuery;
	}

	peek(ahead = 0): Token {
		const token = this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)];
		if (!token) throw new Error("The tokens have no end");
		return token;
	}

	get at(): number {
		return this.peek().at;
	}

	take(): Token {
		const token = this.peek();
		this.#next += 1;
		return token;
	}

	isWord(word: string, ahead = 0): boolean {
		const token = this.peek(ahead);
		return token.kind === "word" && token.key === word;
	}

	isSign(sign: string, ahead = 0): boolean {
		const token = this.peek(ahead);
		return token.kind === "sign" && token.key === sign;
	}

	/** Consumes these words if all of them come next. */
	takeWords(...words: string[]): boolean {
		if (!words.every((word, ahead) => this.isWord(word, ahead))) return false;
		this.#next += words.length;
		return true;
	}

	takeSign(sign: string): boolean {
		if (!this.isSign(sign)) return false;
		this.#next += 1;
		return true;
	}

	/** Consumes and returns the first of these signs that comes next, if any. */
	takeOneOf(signs: readonly string[]): string | null {
		const { kind, key } = this.peek();
		if (kind !== "sign" || !signs.includes(key)) return null;
		this.#next += 1;
		return key;
	}

	expectSign(sign: string): void {
		if (!this.takeSign(sign)) throw this.unexpected(`"${sign}"`);
	}

	expectWord(word: string): void {
		if (!this.takeWords(word)) throw this.unexpected(word.toUpperCase());
	}

	/** A name: quoted, or a word without another meaning. */
	takeName(what: string): string {
		const { kind, text, key, at } = this.peek();
		if (kind === "quoted" || (kind === "word" && !reservedWords.has(key))) return this.take().text;
		if (kind === "word" && this.isNameHere()) {
			throw new SelectProblem(at, `"${text}" is a word of SQL; as a name write it in backticks: \`${text}\``);
		}
		throw this.unexpected(what);
	}

	/** Whether the next word can only be a name: nothing that would continue it follows. */
	isNameHere(): boolean {
		const after = this.peek(1);
		return after.kind === "end" || [",", ")"].some((sign) => this.isSign(sign, 1)) || this.isWord("from", 1);
	}

	/** Whether an alias comes next that does not need AS. */
	isBareName(): boolean {
		const { kind, key } = this.peek();
		return kind === "quoted" || (kind === "word" && !reservedWords.has(key));
	}

	takeWhole(what: string): number {
		const { kind, text } = this.peek();
		if (kind !== "number" || !/^\d{1,12}$/.test(text)) throw this.unexpected(what);
		this.take();
		return Number(text);
	}

	/** Reads a nested part, within depth limits. */
	nest<Part>(read: () => Part): Part {
		this.#depth += 1;
		if (this.#depth > maxDepth) {
			throw new SelectProblem(this.at, `This is nested too deeply; at most ${maxDepth} levels are allowed`);
		}
		const part = read();
		this.#depth -= 1;
		return part;
	}

	/** Comma-separated items. */
	list<Item>(read: () => Item): Item[] {
		const items = [read()];
		while (this.takeSign(",")) items.push(read());
		return items;
	}

	unexpected(wanted: string): SelectProblem {
		const { kind, text, key, at } = this.peek();
		const cure = kind === "word" ? wordCures[key] : undefined;
		if (cure) return new SelectProblem(at, cure);
		if (kind === "end") return new SelectProblem(at, `The SELECT ends where ${wanted} is missing`);
		const found = kind === "string" ? "a text" : `"${text}"`;
		return new SelectProblem(at, `Here ${wanted} is expected, not ${found}`);
	}
}
