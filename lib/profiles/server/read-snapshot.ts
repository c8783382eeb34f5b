import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { Snapshot } from "@/lib/profiles/snapshot";
import type { Context } from "@/lib/workspaces/server/context";

/** person_change forgets after eight days; a snapshot older than this no longer knows what it lacks. */
export const longestLifeMs = 6 * 86_400_000;

const readChanges = defineQuery({
	name: "profiles.changes_since_snapshot",
	row: z.object({ kind: z.string(), name: z.string() }),
	build: ({ ws, readTo }: { ws: number; readTo: Date }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT DISTINCT kind, name FROM person_change
			WHERE ws = ${binder.bind(ws, "UInt32")} AND kind IN ('trait', 'profile') AND at > ${binder.bindInstant(readTo)}`);
	},
});

/** The snapshot that answers as of an instant, with what has changed since; null when there is none, or it is too old. */
export async function readSnapshot(ctx: Context, asOf: Date): Promise<Snapshot | null> {
	const stored = await ctx.db.profileSnapshot.findUnique({
		where: { workspaceNumber: ctx.workspace.number },
	});
	if (
		!stored ||
		stored.build === 0 ||
		stored.asOf > asOf ||
		Date.now() - stored.readTo.getTime() > longestLifeMs
	)
		return null;
	const changes = await readChanges(ctx.warehouse, { ws: ctx.workspace.number, readTo: stored.readTo });
	const names = (kind: string) => new Set(changes.filter((row) => row.kind === kind).map(({ name }) => name));
	const profile = names("profile");
	return {
		build: stored.build,
		asOf: stored.asOf.getTime(),
		readTo: stored.readTo,
		indexedTraits: new Set(stored.indexedTraits),
		changedTraits: names("trait"),
		hasNewPeople: ["created", "known", "erased"].some((name) => profile.has(name)),
		hasMerged: ["merged", "split"].some((name) => profile.has(name)),
	};
}

/** Whether a build that was read from a while ago was there all the time; otherwise what was read is worth nothing. */
export async function isSnapshotKept(ctx: Context, build: number): Promise<boolean> {
	const stored = await ctx.db.profileSnapshot.findUnique({
		where: { workspaceNumber: ctx.workspace.number },
		select: { build: true, previousBuild: true },
	});
	return stored !== null && [stored.build, stored.previousBuild].includes(build);
}
