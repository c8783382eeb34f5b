import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeWhere } from "@/lib/rules/describe/describe-parts";
import { describeLeaf, describeRule } from "@/lib/rules/describe/describe-rule";
import type { PropertyGroup, PropertyNode, RuleNode, SegmentRule, TraitLeaf } from "@/lib/rules/rule";

/** What a reader makes of a sentence: letters, "and", "or", "not", brackets. */
type Read = { leaf: string } | { not: Read } | { all: Read[] } | { any: Read[] };

/**
 * Reads as people do: "and" beside "or" without brackets means nothing clear, and what follows a "not" without brackets
 * may be all of the rest. Either is refused, so that a sentence that needs brackets has to have them.
 */
function readSentence(text: string): Read {
	const tokens = text.match(/\(|\)|\w+/g) ?? [];
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
		if (token !== "(") return { leaf: token ?? "" };
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
		rules: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
	}),
}));
const group = fc.record({
	combinator: fc.constantFrom("and" as const, "or" as const),
	not: fc.boolean(),
	rules: fc.array(tree, { minLength: 1, maxLength: 3 }),
});

function holdsTree(node: Tree, world: ReadonlySet<string>): boolean {
	if ("leaf" in node) return world.has(letters[node.leaf] ?? "");
	const held = node.rules.map((each) => holdsTree(each, world));
	return node.not !== (node.combinator === "and" ? held.every(Boolean) : held.some(Boolean));
}

const worlds = Array.from(
	{ length: 2 ** letters.length },
	(_, bits) => new Set(letters.filter((_letter, index) => bits & (1 << index))),
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

	it("keep which events count: the filters stand apart from the conditions beside them", () => {
		fc.assert(
			fc.property(group, (root) => {
				// Safe because the root of the trees is a group.
				const text = describeWhere(toProperties(root) as PropertyGroup).replace(/ is set\b/g, "");
				const read = readSentence(`${text.replace(/^ where /, "")} and beside`);
				for (const world of worlds)
					expect(holdsRead(read, new Set([...world, "beside"]))).toBe(holdsTree(root, world));
			}),
			{ numRuns: 500 },
		);
	});
});
