import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { changesFrom, changesSql, type Snapshot } from "@/lib/profiles/snapshot";
import type { Context } from "@/lib/workspaces/server/context";

/** person_change forgets after eight days; a snapshot older than this no longer knows what it lacks. */
export const longestLifeMs = 6 * 86_400_000;

/** Something that has changed since a build: "trait" and its name, or "profile" and what happened to people. */
export type Change = readonly [kind: string, name: string];

/** What Postgres knows of a workspace's people: whether some were ever merged, and the build of their snapshot in use. */
export type StoredFacts = {
	hasMerges: boolean;
	build: { number: number; asOf: Date; readTo: Date; indexedTraits: string[] } | null;
};

/** What a question about people stands on. */
export type PeopleFacts = { hasMerges: boolean; snapshot: Snapshot | null };

/** How changes stand in a row of the warehouse. */
export const changes = z.array(z.tuple([z.string(), z.string()]));

const readChanges = defineQuery({
	name: "profiles.changes_since_snapshot",
	row: z.object({ changes }),
	build: ({ ws, readTo }: { ws: number; readTo: Date }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT ${changesSql} AS changes FROM ${changesFrom(binder, { ws, readTo })}`);
	},
});

export async function readStoredFacts(ctx: Pick<Context, "db" | "workspace">): Promise<StoredFacts> {
	const { number: ws } = ctx.workspace;
	const [row] = await ctx.db.$queryRaw<
		{ hasMerges: boolean; build: number | null; asOf: Date; readTo: Date; indexedTraits: string[] }[]
	>`
		SELECT EXISTS (SELECT 1 FROM profile_merge WHERE workspace_number = ${ws}) AS "hasMerges",
			s.build, s.as_of AS "asOf", s.read_to AS "readTo", s.indexed_traits AS "indexedTraits"
		FROM (VALUES (1)) AS one LEFT JOIN profile_snapshot s ON s.workspace_number = ${ws}`;
	if (!row) throw new Error("Postgres gave no facts");
	const { hasMerges, build, asOf, readTo, indexedTraits } = row;
	// Build 0 is no build: the first is under way.
	return { hasMerges, build: build ? { number: build, asOf, readTo, indexedTraits } : null };
}

/** All changes since the build. */
export async function readChangesSince(ctx: Context, { build }: StoredFacts): Promise<readonly Change[]> {
	if (!build) return [];
	const [row] = await readChanges(ctx.warehouse, { ws: ctx.workspace.number, readTo: build.readTo });
	return row?.changes ?? [];
}

/** The same for a question as of an instant: without a snapshot that is of a later one, or too old. */
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

/** What a question as of an instant stands on, read now. */
export async function readPeopleFacts(ctx: Context, asOf: Date): Promise<PeopleFacts> {
	const stored = await readStoredFacts(ctx);
	return factsAsOf(stored, await readChangesSince(ctx, stored), asOf);
}

/** Whether a build that was read from a while ago was there all the time; otherwise what was read is worth nothing. */
export async function isSnapshotKept(ctx: Context, build: number): Promise<boolean> {
	const stored = await ctx.db.profileSnapshot.findUnique({
		where: { workspaceNumber: ctx.workspace.number },
		select: { build: true, previousBuild: true },
	});
	return stored !== null && [stored.build, stored.previousBuild].includes(build);
}
