import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeWhere } from "@/lib/rules/describe/describe-parts";
import { describeLeaf, describeRule } from "@/lib/rules/describe/describe-rule";
import type { PropertyGroup, PropertyNode, RuleNode, SegmentRule, TraitLeaf } from "@/lib/rules/rule";

/** What a reader makes of a sentence: letters, "and", "or", "not", brackets. */
type Read = { leaf: string } | { not: Read } | { all: Read[] } | { any: Read[] };

/**
 * Reads as people do: "and" beside "or" without brackets is ambiguous, and what follows a "not" without
 * brackets may be all of the rest. Both are rejected, so that a sentence that needs brackets must have them;
 * so are an empty operand, and double brackets around the same content.
 */
function readSentence(text: string): Read {
	const tokens = text.match(/\(|\)|[\w…]+/g) ?? [];
	let at = 0;
	const term = (): Read => {
		const token = tokens[at++];
		if (token === "not") {
			const isBracketed = tokens[at] === "(";
			const inner = term();
			const next = tokens[at];
			if (!isBracketed && next !== undefined && next !== ")") throw new Error(`What is denied in: ${text}`);
			return { not: inner };
		}
		if (token === undefined || token === ")" || token === "and" || token === "or")
			throw new Error(`Nothing stands at a place in: ${text}`);
		if (token !== "(") return { leaf: token };
		const isTwice = tokens[at] === "(" && closing(tokens, at) + 1 === closing(tokens, at - 1);
		if (isTwice) throw new Error(`Brackets stand twice in: ${text}`);
		const inner = expression();
		if (tokens[at++] !== ")") throw new Error(`A bracket is missing in: ${text}`);
		return inner;
	};
	const expression = (): Read => {
		const parts = [term()];
		const joint = tokens[at];
		while (tokens[at] === "and" || tokens[at] === "or") {
			if (tokens[at++] !== joint) throw new Error(`"and" beside "or" in: ${text}`);
			parts.push(term());
		}
		const [only] = parts;
		if (parts.length === 1 && only) return only;
		return joint === "and" ? { all: parts } : { any: parts };
	};
	const read = expression();
	if (at !== tokens.length) throw new Error(`Not read to its end: ${text}`);
	return read;
}

/** Where the bracket that opens at `from` closes. */
function closing(tokens: readonly string[], from: number): number {
	let depth = 0;
	for (let at = from; at < tokens.length; at++) {
		if (tokens[at] === "(") depth++;
		if (tokens[at] === ")" && --depth === 0) return at;
	}
	return -1;
}

function holdsRead(read: Read, world: ReadonlySet<string>): boolean {
	if ("leaf" in read) return world.has(read.leaf);
	if ("not" in read) return !holdsRead(read.not, world);
	return "all" in read
		? read.all.every((part) => holdsRead(part, world))
		: read.any.some((part) => holdsRead(part, world));
}

type Tree = { leaf: number } | { combinator: "and" | "or"; not: boolean; rules: Tree[] };

const letters = ["a", "b", "c", "d"];
const leaf = fc.record({ leaf: fc.nat(letters.length - 1) });
const { tree } = fc.letrec<{ tree: Tree; group: Tree }>((tie) => ({
	tree: fc.oneof({ maxDepth: 4, withCrossShrink: true }, leaf, tie("group")),
	group: fc.record({
		combinator: fc.constantFrom("and" as const, "or" as const),
		not: fc.boolean(),
		rules: fc.array(tie("tree"), { maxLength: 3 }),
	}),
}));
const group = fc.record({
	combinator: fc.constantFrom("and" as const, "or" as const),
	not: fc.boolean(),
	rules: fc.array(tree, { maxLength: 3 }),
});

/** Groups with no condition in them, however deep: what is still to be filled in, read as one condition of its own. */
const isHollow = (node: Tree): boolean => "rules" in node && node.rules.every(isHollow);

function holdsTree(node: Tree, world: ReadonlySet<string>): boolean {
	if ("leaf" in node) return world.has(letters[node.leaf] ?? "");
	if (isHollow(node)) return world.has("…");
	const held = node.rules.map((each) => holdsTree(each, world));
	return node.not !== (node.combinator === "and" ? held.every(Boolean) : held.some(Boolean));
}

const worlds = Array.from(
	{ length: 2 ** (letters.length + 1) },
	(_, bits) => new Set([...letters, "…"].filter((_letter, index) => bits & (1 << index))),
);

const traitOf = (index: number): TraitLeaf => ({
	kind: "trait",
	field: `trait_${letters[index]}`,
	type: "boolean",
	operator: "equals",
	value: true,
});
const toRule = (node: Tree): RuleNode =>
	"leaf" in node
		? traitOf(node.leaf)
		: { combinator: node.combinator, not: node.not, rules: node.rules.map(toRule) };
const toProperties = (node: Tree): PropertyNode =>
	"leaf" in node
		? { kind: "property", field: letters[node.leaf] ?? "", type: "boolean", operator: "isSet", value: null }
		: { combinator: node.combinator, not: node.not, rules: node.rules.map(toProperties) };

describe("the brackets of a sentence", () => {
	it("keep who is meant: read back, the sentence holds for the same people", () => {
		fc.assert(
			fc.property(group, (root) => {
				// Safe because the root of the trees is a group.
				let text = describeRule(toRule(root) as SegmentRule);
				if (isHollow(root)) {
					expect(text).toBe("No one yet: add a condition.");
					return;
				}
				letters.forEach((letter, index) => {
					text = text.replaceAll(describeLeaf(traitOf(index)), letter);
				});
				const words = text.replace(/^People |\.$/g, "").replaceAll("who are not among those", "not");
				const read = readSentence(words);
				for (const world of worlds) expect(holdsRead(read, world)).toBe(holdsTree(root, world));
			}),
			{ numRuns: 500 },
		);
	});

	it.each<[string, Tree]>([
		[
			"No one yet: add a condition.",
			{ combinator: "and", not: false, rules: [{ combinator: "or", not: true, rules: [] }] },
		],
		[
			"People who are not among those (a or b).",
			{
				combinator: "and",
				not: true,
				rules: [{ combinator: "or", not: false, rules: [{ leaf: 0 }, { leaf: 1 }] }],
			},
		],
		[
			"People a and ….",
			{ combinator: "and", not: false, rules: [{ leaf: 0 }, { combinator: "or", not: false, rules: [] }] },
		],
	])("%s", (text, root) => {
		// Safe because the root of the trees is a group.
		const described = letters.reduce(
			(words, letter, index) => words.replaceAll(describeLeaf(traitOf(index)), letter),
			describeRule(toRule(root) as SegmentRule),
		);
		expect(described).toBe(text);
	});

	it("keep which events count: the filters stand apart from the conditions beside them", () => {
		fc.assert(
			fc.property(group, (root) => {
				// Safe because the root of the trees is a group.
				const text = describeWhere(toProperties(root) as PropertyGroup).replace(/ is set\b/g, "");
				if (isHollow(root)) {
					expect(text).toBe("");
					return;
				}
				const read = readSentence(`${text.replace(/^ where /, "")} and beside`);
				for (const world of worlds)
					expect(holdsRead(read, new Set([...world, "beside"]))).toBe(holdsTree(root, world));
			}),
			{ numRuns: 500 },
		);
	});
});
