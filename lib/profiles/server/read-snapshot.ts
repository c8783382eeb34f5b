import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { hasMergesSql } from "@/lib/profiles/server/has-merges";
import type { Snapshot } from "@/lib/profiles/snapshot";
import type { Context } from "@/lib/workspaces/server/context";

/** person_change keeps eight days; an older snapshot no longer knows what it lacks. */
export const longestLifeMs = 6 * 86_400_000;

/** A change since a build: "trait" and its name, or "profile" and what happened to people. */
export type Change = readonly [kind: string, name: string];

/**
 * Postgres's facts about a workspace's people: whether any were ever merged, and the current snapshot build.
 */
export type StoredFacts = {
	hasMerges: boolean;
	build: { number: number; asOf: Date; readTo: Date; indexedTraits: string[] } | null;
};

/** What a question about people depends on. */
export type PeopleFacts = { hasMerges: boolean; snapshot: Snapshot | null };

const readChanges = defineQuery({
	name: "profiles.changes_since_snapshot",
	row: z.object({ changes: z.array(z.tuple([z.string(), z.string()])) }),
	build: ({ ws, readTo, traits }: { ws: number; readTo: Date; traits?: readonly string[] | undefined }) => {
		const binder = new SqlBinder();
		const some = traits ? ` AND (kind = 'profile' OR name IN ${binder.bind(traits, "Array(String)")})` : "";
		return binder.finish(`SELECT groupUniqArray((toString(kind), toString(name))) AS changes FROM person_change
WHERE ws = ${binder.bind(ws, "UInt32")} AND kind IN ('trait', 'profile')${some} AND at > ${binder.bindInstant(readTo)}`);
	},
});

/** A row of `storedFactsSql`. */
export type StoredFactsRow = {
	hasMerges: boolean;
	build: number | null;
	asOf: Date;
	readTo: Date;
	indexedTraits: string[];
};

/** What `StoredFacts` is made of, as columns and a table (one row, always) of a statement in Postgres. */
export function storedFactsSql(ws: number): { columns: Prisma.Sql; from: Prisma.Sql } {
	return {
		columns: Prisma.sql`${hasMergesSql(ws)} AS "hasMerges",
			s.build, s.as_of AS "asOf", s.read_to AS "readTo", s.indexed_traits AS "indexedTraits"`,
		from: Prisma.sql`(VALUES (1)) AS one LEFT JOIN profile_snapshot s ON s.workspace_number = ${ws}`,
	};
}

export function toStoredFacts({
	hasMerges,
	build,
	asOf,
	readTo,
	indexedTraits,
}: StoredFactsRow): StoredFacts {
	// Build 0 is no build: the first is in progress.
	return { hasMerges, build: build ? { number: build, asOf, readTo, indexedTraits } : null };
}

/** All changes since the build; with names of traits, those of people and of these. */
export async function readChangesSince(
	ctx: Pick<Context, "warehouse" | "workspace">,
	{ build }: StoredFacts,
	traits?: readonly string[],
): Promise<readonly Change[]> {
	if (!build) return [];
	const [row] = await readChanges(ctx.warehouse, {
		ws: ctx.workspace.number,
		readTo: build.readTo,
		traits,
	});
	return row?.changes ?? [];
}

/** The same for a query as of an instant: without a snapshot that is from a later one, or too old. */
export function factsAsOf(
	{ hasMerges, build }: StoredFacts,
	since: readonly Change[],
	asOf: Date,
): PeopleFacts {
	if (!build || build.asOf > asOf || Date.now() - build.readTo.getTime() > longestLifeMs) {
		return { hasMerges, snapshot: null };
	}
	const names = (of: string) => new Set(since.filter(([kind]) => kind === of).map(([, name]) => name));
	const profile = names("profile");
	const snapshot = {
		build: build.number,
		asOf: build.asOf.getTime(),
		readTo: build.readTo,
		indexedTraits: new Set(build.indexedTraits),
		changedTraits: names("trait"),
		hasNewPeople: ["created", "known", "erased"].some((name) => profile.has(name)),
		hasMerged: ["merged", "split"].some((name) => profile.has(name)),
	};
	return { hasMerges, snapshot };
}

/** Whether a build that was read from earlier existed the whole time; otherwise the result is worthless. */
export async function isSnapshotKept(ctx: Context, build: number): Promise<boolean> {
	const stored = await ctx.db.profileSnapshot.findUnique({
		where: { workspaceNumber: ctx.workspace.number },
		select: { build: true, previousBuild: true },
	});
	return stored !== null && [stored.build, stored.previousBuild].includes(build);
}
