import type { Catalog } from "@/lib/rules/catalog";
import type { Names } from "@/lib/rules/leaf-kind";

/** What a rule is linted against. Empty and null where it is not known: then it produces no findings. */
export type LintFacts = {
	asOf: number;
	timeZone: string;
	catalog: Catalog;
	names: Names;
	/** When each event was last sent. */
	lastSeen: ReadonlyMap<string, number>;
	sizes: { total: number; known: number; base: number; knownBase: number } | null;
	/** By the path of a "did not do" condition: how many matching people came after its window began. */
	newcomers: ReadonlyMap<string, number>;
	/** How many people have a trait that something is ranked by. */
	traitHolders: ReadonlyMap<string, number>;
	/** Segments of nearly the same people. */
	similar: readonly { name: string; jaccard: number }[];
	/** Of a segment that is being served: who entered and left in so many days. */
	churn: { moved: number; size: number; days: number } | null;
	/** The smallest audiences that connected destinations deliver to. */
	minimums: readonly { name: string; minimum: number }[];
};
