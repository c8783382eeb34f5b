import type { SetReads } from "@/lib/profiles/set-reads";
import type { Snapshot } from "@/lib/profiles/snapshot";
import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";
import type { TypedProperties } from "@/lib/rules/typed/typed-properties";

/**
 * What a compiled rule is evaluated against. `ws` is the workspace's number; `asOf` is in milliseconds, UTC.
 */
export type CompileScope = {
	ws: number;
	asOf: number;
	timeZone: string;
	/** The event properties with columns of their own; they may also be read without. */
	typed?: TypedProperties | undefined;
	hasMerges: boolean;
	/** Silence that ends a session. */
	sessionGapMs: number;
	/** Current people and trait values, prepared; null reads the history. */
	snapshot: Snapshot | null;
	/** Where a statement of several conditions gathers the sets it reads. */
	reads?: SetReads | undefined;
	/** What is being served of the segments a rule mentions, by id. Compiling fails for one that is not here. */
	segments: ReadonlyMap<string, ServedPointer>;
	/** The current build of the stored lists a rule mentions, by id. Compiling fails for one that is not here. */
	lists: ReadonlyMap<string, string>;
	/** Who has an email address today, by the address's keyed hash: numbers that may since have been merged away. */
	contacts: ReadonlyMap<string, readonly number[]>;
};

/** The parts of a scope that a rule without segments, lists and addresses needs nothing of. */
export const nothingStored = {
	snapshot: null,
	segments: new Map(),
	lists: new Map(),
	contacts: new Map(),
} satisfies Pick<CompileScope, "snapshot" | "segments" | "lists" | "contacts">;

/**
 * A leaf as a bitmap. It is evaluated on rows, and people without a row have none: a leaf that matches them
 * is compiled as everyone minus those whose rows fail it.
 */
export type LeafSql = { people: string; are: "matching" | "failing" };

/**
 * The people that an aggregate collects from some rows, by default from `person`, as a bitmap; `from` is what
 * follows FROM, and refers to no alias of the statement. Gathered, if the statement gathers its sets.
 */
export function peopleOf(
	from: string,
	{ reads }: Pick<CompileScope, "reads">,
	people = "groupBitmapState(toUInt32(person))",
): string {
	return reads ? reads.of(people, from) : `(SELECT ${people} FROM ${from})`;
}
