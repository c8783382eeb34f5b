import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";

/**
 * A build of a workspace's people and trait values, and what has changed since. Valid for queries as of its
 * instant or later.
 */
export type Snapshot = {
	build: number;
	/** Milliseconds, UTC. */
	asOf: number;
	/** Changes noticed after this are not in it. */
	readTo: Date;
	/** Traits of which the people of each value are kept as a set. */
	indexedTraits: ReadonlySet<string>;
	/** Traits with rows since. */
	changedTraits: ReadonlySet<string>;
	/** Whether people were created, became known or were erased since. */
	hasNewPeople: boolean;
	/** Whether people were merged or parted since: this touches every trait of theirs. */
	hasMerged: boolean;
};

type Scope = { ws: number; hasMerges: boolean };

/**
 * Everyone whose values in a snapshot may be wrong, as rows (uid): the people changed since, with everyone
 * merged with them. `traits` are the queried traits; changes to the people themselves always count.
 */
export function changedPeopleSql(
	binder: SqlBinder,
	snapshot: Snapshot,
	{ ws, hasMerges }: Scope,
	traits: readonly string[],
): string {
	const bound = binder.bind(ws, "UInt32");
	const since = binder.bindInstant(snapshot.readTo);
	const kinds =
		traits.length === 0
			? "kind = 'profile'"
			: `(kind = 'profile' OR (kind = 'trait' AND name IN ${binder.bind(traits, "Array(String)")}))`;
	const changed = `SELECT uid FROM person_change WHERE ws = ${bound} AND ${kinds} AND at > ${since}`;
	if (!hasMerges) return changed;
	const root = rootExpressionSql(binder, { ws, hasMerges });
	// Who was parted from someone no longer points at them, but leaves values behind there.
	const ever = `SELECT arrayJoin([uid, root]) AS uid FROM profile_change
		WHERE ws = ${bound} AND change IN ('merged', 'split') AND uid IN (${changed})`;
	const roots = `SELECT toUInt32(${root}) AS uid FROM (${changed} UNION ALL ${ever})`;
	return `SELECT arrayJoin([uid, toUInt32(${root})]) AS uid FROM (
		SELECT DISTINCT uid FROM profile_change WHERE ws = ${bound} AND change IN ('merged', 'split') AND toUInt32(${root}) IN (${roots})
		UNION ALL ${changed} UNION ALL ${ever})`;
}
