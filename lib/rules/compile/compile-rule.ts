import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { SetReads } from "@/lib/profiles/set-reads";
import { peopleAliases } from "@/lib/profiles/universe-sql";
import { type CombinedRule, combineRule } from "@/lib/rules/compile/combine-rule";
import type { CompileScope, LeafSql } from "@/lib/rules/compile/compile-scope";
import { findKind } from "@/lib/rules/leaves/registry";
import type { RuleLeaf, SegmentRule } from "@/lib/rules/rule";

/**
 * A rule as roaring bitmaps. Every expression refers to the aliases of `withClause`, which must precede the
 * SELECT.
 */
export type CompiledRule = CombinedRule & {
	/** `WITH (…) AS sets_0, … AS everyone, … AS known_once, … AS leaf0, …` */
	withClause: string;
};

/**
 * Compiles a checked rule to SQL: one bitmap for each leaf, combined by set algebra, so that the total and the size of
 * every condition come from one query. "Not" and "has not" are differences from everyone who exists. Values are bound.
 * Anything that is not understood throws: a rule never compiles to fewer or more conditions than it has.
 */
export function compileRule(rule: SegmentRule, scope: CompileScope, binder: SqlBinder): CompiledRule {
	const reads = new SetReads(binder, scope.snapshot, scope);
	const gathering: CompileScope = { ...scope, reads };
	const people = peopleAliases(binder, gathering);
	const leaves: string[] = [];
	const combined = combineRule(rule, (leaf) => {
		if (leaf.kind === "everyone") return "everyone";
		const alias = `leaf${leaves.length}`;
		leaves.push(`${compileLeaf(leaf, binder, gathering)} AS ${alias}`);
		return alias;
	});
	const aliases = [...reads.aliases(), ...people, ...leaves];
	return { ...combined, withClause: `WITH\n${aliases.join(",\n")}` };
}

/** People of one leaf, a bitmap within `everyone`, which must be an alias of the statement. */
export function compileLeaf(leaf: RuleLeaf, binder: SqlBinder, scope: CompileScope): string {
	return leaf.kind === "everyone" ? "everyone" : within(findKind(leaf.kind).compile(leaf, binder, scope));
}

function within({ people, are }: LeafSql): string {
	return are === "matching" ? `bitmapAnd(everyone, ${people})` : `bitmapAndnot(everyone, ${people})`;
}

/** A preview's result row: how many people are in each set, and how many known ones match. */
export type Counted = { counts: number[]; known: number };
/** Everyone, who matches, who of them is known, each group and condition, and who is left after each step. */
export type Sizes = { base: number; total: number; known: number; sizes: number[]; left: number[] };

/**
 * What a preview selects, and how its row is read. Each set of people is counted once, however often the rule
 * uses it: most of a small statement's time goes into parsing it.
 */
export function sizesOf({ matching, nodes, steps }: CombinedRule): {
	select: string;
	read: (row: Counted) => Sizes;
} {
	const counted = [...new Set(["everyone", matching, ...[...nodes, ...steps].map(({ people }) => people)])];
	const cardinalities = counted.map((people) => `bitmapCardinality(${people})`);
	const place = new Map(counted.map((people, index) => [people, index]));
	return {
		select: `SELECT [${cardinalities.join(", ")}] AS counts, bitmapAndCardinality(${matching}, known_once) AS known`,
		read: ({ counts, known }) => {
			const sizeOf = (people: string): number => {
				const size = counts[place.get(people) ?? -1];
				if (size === undefined) throw new Error("The warehouse gave fewer sizes than were asked for");
				return size;
			};
			return {
				base: sizeOf("everyone"),
				total: sizeOf(matching),
				known,
				sizes: nodes.map(({ people }) => sizeOf(people)),
				left: steps.map(({ people }) => sizeOf(people)),
			};
		},
	};
}
