import { z } from "zod";
import type { ConsentPurpose } from "@/lib/consent/purposes";
import { suppressedPeopleSql } from "@/lib/consent/server/suppressed-people-sql";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";

const knownBuilds = defineQuery({
	name: "syncs.suppressed_builds",
	row: z.object({ build: z.string() }),
	build: ({ ws, purpose, build }: { ws: number; purpose: string; build: string }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT build FROM suppressed_person WHERE ws = ${binder.bind(ws, "UInt32")}
			AND purpose = ${binder.bind(purpose, "String")} AND build = ${binder.bind(build, "String")} AND uid = 0 LIMIT 1`);
	},
});

/**
 * Brings the people with a suppressed identifier to the warehouse, where sets of people are decided, and
 * returns the name of that build; null when nothing is suppressed for the purpose. A build is named by its
 * content, so it is written only when someone is new or gone. The gate reads the list itself: this decides
 * plans, previews and counts.
 */
export async function keepSuppressed(
	ctx: Pick<Context, "db" | "warehouse" | "workspace">,
	purpose: ConsentPurpose,
): Promise<string | null> {
	const ws = ctx.workspace.number;
	const people = suppressedPeopleSql(ws, purpose);
	const [found] = await ctx.db.$queryRaw<{ count: bigint; digest: string | null }[]>`
		SELECT count(*) AS count, md5(string_agg(uid::text, ',' ORDER BY uid)) AS digest FROM (${people}) s`;
	if (!found || found.count === 0n || found.digest === null) return null;
	const build = `${found.count}-${found.digest}`;
	if ((await knownBuilds(ctx.warehouse, { ws, purpose, build })).length > 0) return build;
	const rows = await ctx.db.$queryRaw<{ uid: number }[]>`SELECT uid FROM (${people}) s ORDER BY uid`;
	const uids = rows.map(({ uid }) => uid);
	// The mark comes with the last rows: what was cut short before is written again, and repeated rows add no one.
	await insertRows(
		ctx.warehouse,
		"suppressed_person",
		[...uids, 0].map((uid) => ({ ws, purpose, build, uid })),
	);
	const binder = new SqlBinder();
	await runSql(
		ctx.warehouse,
		"syncs.forget_suppressed",
		binder.finish(`DELETE FROM suppressed_person WHERE ws = ${binder.bind(ws, "UInt32")}
			AND purpose = ${binder.bind(purpose, "String")} AND build != ${binder.bind(build, "String")}
			AND recorded_at < now64(3) - INTERVAL 1 DAY`),
	);
	return build;
}
