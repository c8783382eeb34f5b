import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { knownSql, universeSql } from "@/lib/profiles/universe-sql";
import type { CompileScope, LeafSql } from "@/lib/segments/compile-scope";
import { findKind } from "@/lib/segments/leaves/registry";
import type { RuleLeaf, RuleNode, SegmentRule } from "@/lib/segments/rule";

/** A rule as roaring bitmaps. Every expression refers to the aliases of `withClause`, which must stand before the SELECT. */
export type CompiledRule = {
	/** `WITH (…) AS everyone, (…) AS known, (…) AS leaf0, …` */
	withClause: string;
	/** The people who match. */
	matching: string;
	/** One entry for each group and leaf, in the order they are read: its way through `rules`, and its people. */
	nodes: { path: number[]; people: string }[];
};

/**
 * Compiles a checked rule to SQL: one bitmap for each leaf, combined by set algebra, so that the total and the size of
 * every condition come from one query. "Not" and "has not" are differences from everybody who exists. Values are bound.
 * Anything that is not understood throws: a rule never compiles to fewer or more conditions than it has.
 */
export function compileRule(rule: SegmentRule, scope: CompileScope, binder: SqlBinder): CompiledRule {
	const aliases = [`${universeSql(binder, scope)} AS everyone`, `${knownSql(binder, scope)} AS known_once`];
	const nodes: CompiledRule["nodes"] = [];

	const compileNode = (node: RuleNode, path: number[]): string => {
		const entry = { path, people: "" };
		nodes.push(entry);
		if (node.kind === undefined) {
			const people = combine(
				node.combinator,
				node.rules.map((child, index) => compileNode(child, [...path, index])),
			);
			entry.people = node.not ? `bitmapAndnot(everyone, ${people})` : people;
		} else {
			const alias = `leaf${aliases.length - 2}`;
			aliases.push(`${compileLeaf(node, binder, scope)} AS ${alias}`);
			entry.people = alias;
		}
		return entry.people;
	};

	const matching = compileNode(rule, []);
	return { withClause: `WITH\n${aliases.join(",\n")}`, matching, nodes };
}

/** People of one leaf, a bitmap within `everyone`. */
export function compileLeaf(leaf: RuleLeaf, binder: SqlBinder, scope: CompileScope): string {
	return leaf.kind === "everyone" ? "everyone" : within(findKind(leaf.kind).compile(leaf, binder, scope));
}

function within({ people, are }: LeafSql): string {
	return are === "matching" ? `bitmapAnd(everyone, ${people})` : `bitmapAndnot(everyone, ${people})`;
}

const setOperation = { and: "bitmapAnd", or: "bitmapOr" };

function combine(combinator: "and" | "or", parts: string[]): string {
	const [first, ...rest] = parts;
	if (first === undefined) throw new Error("An empty group has no meaning");
	const operation = setOperation[combinator];
	if (operation === undefined) throw new Error(`Conditions cannot be joined by "${combinator}"`);
	return rest.reduce((sofar, part) => `${operation}(${sofar}, ${part})`, first);
}

/** Total and known people of a rule, of everybody, and of each condition, in one row. */
export function compileSizes(rule: SegmentRule, scope: CompileScope): BoundSql & { paths: number[][] } {
	const binder = new SqlBinder();
	const { withClause, matching, nodes } = compileRule(rule, scope, binder);
	const sizes = nodes.map(({ people }) => `bitmapCardinality(${people})`).join(", ");
	const sql = `${withClause}
SELECT bitmapCardinality(${matching}) AS total,
	bitmapAndCardinality(${matching}, known_once) AS known,
	bitmapCardinality(everyone) AS base,
	[${sizes}] AS sizes`;
	return { ...binder.finish(sql), paths: nodes.map(({ path }) => path) };
}
