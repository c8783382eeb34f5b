import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { log } from "@/lib/platform/log";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";

/** Rows become visible a moment after the instant they carry; what was recorded shortly before counts as changed. */
const overlapMs = 15_000;

const millis = z.coerce.number();
const readEdges = defineQuery({
	name: "profiles.snapshot_edges",
	row: z.object({ now: millis, values: millis, people: millis }),
	build: ({ ws, asOf }: { ws: number; asOf: Date }) => {
		const binder = new SqlBinder();
		const bound = binder.bind(ws, "UInt32");
		const at = binder.bindInstant(asOf);
		return binder.finish(`SELECT toUnixTimestamp64Milli(now64(3)) AS now,
			(SELECT toUnixTimestamp64Milli(minOrDefault(valid_from)) FROM trait_history WHERE ws = ${bound} AND valid_from > ${at}) AS values,
			(SELECT toUnixTimestamp64Milli(minOrDefault(effective_at)) FROM profile_change WHERE ws = ${bound} AND effective_at > ${at}) AS people`);
	},
});

/**
 * From when on changes count as unknown to a build as of an instant that starts now. A change carries the later of when
 * it was recorded, by the warehouse's clock, and when it is valid from; so this is before whatever is not visible yet,
 * and before whatever is known already but valid only after the instant.
 */
export async function readToOf(ctx: Context, asOf: Date): Promise<Date> {
	const [edges] = await readEdges(ctx.warehouse, { ws: ctx.workspace.number, asOf });
	if (!edges) throw new Error("The warehouse gave no instants");
	const ahead = [edges.values, edges.people].filter((at) => at > 0).map((at) => at - 1);
	return new Date(Math.min(edges.now - overlapMs, ...ahead));
}

/** Assigns the number of a new build: no two builds ever write under one. */
export async function takeBuild(ctx: Context): Promise<number> {
	const [row] = await ctx.db.$queryRaw<{ last_build: number }[]>`
		INSERT INTO profile_snapshot AS s (workspace_number, build, last_build, building_since, as_of, read_to, trait_rows, built_at)
		VALUES (${ctx.workspace.number}, 0, 1, clock_timestamp(), to_timestamp(0), to_timestamp(0), 0, to_timestamp(0))
		ON CONFLICT (workspace_number) DO UPDATE SET last_build = s.last_build + 1, building_since = clock_timestamp()
		RETURNING last_build`;
	if (!row) throw new Error("Postgres gave no number");
	return row.last_build;
}

/** The build ended: the next may begin at once. */
export async function abandonBuild(ctx: Context, build: number): Promise<void> {
	await ctx.db.profileSnapshot.updateMany({
		where: { workspaceNumber: ctx.workspace.number, lastBuild: build },
		data: { buildingSince: null },
	});
}

/** Someone erased during the build may have been read before and written after: they are removed again. */
export async function forgetErased(ctx: Context, build: number, startedAt: Date): Promise<void> {
	const { number: ws } = ctx.workspace;
	const erased = await ctx.db.profile.findMany({
		// Recorded as of an instant slightly before its commit.
		where: { workspaceNumber: ws, erasedAt: { gte: new Date(startedAt.getTime() - 10 * 60_000) } },
		select: { uid: true },
	});
	if (erased.length === 0) return;
	const binder = new SqlBinder();
	const uids = binder.bind(
		erased.map(({ uid }) => uid),
		"Array(UInt32)",
	);
	await runSql(
		ctx.warehouse,
		"profiles.forget_erased",
		binder.finish(`DELETE FROM trait_snapshot WHERE ws = ${binder.bind(ws, "UInt32")} AND build = ${binder.bind(build, "UInt32")}
			AND uid IN (${uids})`),
	);
}

type BuiltSnapshot = { build: number; asOf: Date; readTo: Date; indexedTraits: string[]; traitRows: number };

/** Lets readers read a build, unless a later one is in use already; then drops what no one reads any more. */
export async function switchTo(ctx: Context, built: BuiltSnapshot): Promise<void> {
	const { number: ws } = ctx.workspace;
	const { build, asOf, readTo, indexedTraits, traitRows } = built;
	await ctx.db.$executeRaw`
		UPDATE profile_snapshot SET previous_build = build, build = ${build}, as_of = ${asOf}, read_to = ${readTo},
			indexed_traits = ${indexedTraits}, trait_rows = ${traitRows}, built_at = clock_timestamp(),
			building_since = CASE WHEN last_build = ${build} THEN NULL ELSE building_since END
		WHERE workspace_number = ${ws} AND build < ${build}`;
	const stored = await ctx.db.profileSnapshot.findUniqueOrThrow({ where: { workspaceNumber: ws } });
	// Running queries may still read the previous build. One in progress has a higher number.
	const kept = new Set([stored.build, stored.previousBuild]);
	try {
		await dropBuilds(ctx, (other) => other <= stored.build && !kept.has(other));
	} catch (error) {
		// They are dropped after the next build.
		log.warn("profiles.old_snapshots_kept", { ws, error });
	}
}

const readBuilds = defineQuery({
	name: "profiles.snapshot_builds",
	row: z.object({ name: z.string(), build: z.number() }),
	build: ({ ws }: { ws: number }) => {
		const binder = new SqlBinder();
		const of = (name: string) =>
			`SELECT DISTINCT '${name}' AS name, build FROM ${name} WHERE ws = ${binder.bind(ws, "UInt32")}`;
		return binder.finish(["trait_snapshot", "snapshot_set"].map(of).join(" UNION ALL "));
	},
});

async function dropBuilds(ctx: Context, isOver: (build: number) => boolean): Promise<void> {
	const { number: ws } = ctx.workspace;
	for (const { name, build } of await readBuilds(ctx.warehouse, { ws })) {
		if (!isOver(build)) continue;
		// Safe because both numbers come from our own columns: a partition cannot be bound.
		await runSql(ctx.warehouse, "profiles.drop_snapshot", {
			sql: `ALTER TABLE ${name} DROP PARTITION (${Math.trunc(ws)}, ${Math.trunc(build)})`,
			params: {},
		});
	}
}
