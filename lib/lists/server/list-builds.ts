import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { universeSql } from "@/lib/profiles/universe-sql";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { listedPeopleSql } from "@/lib/rules/leaves/list/listed-people-sql";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

type Build = { listId: string; build: string };

/** Adds people to a build that no one reads yet. Repeating it changes nothing: it is a set. */
export async function addToBuild(
	ctx: Context,
	{ listId, build }: Build,
	uids: readonly number[],
): Promise<void> {
	const binder = new SqlBinder();
	const people = `arrayReduce('groupBitmapState', ${binder.bind([...uids], "Array(UInt32)")})`;
	await runSql(
		ctx.warehouse,
		"segments.add_to_list",
		binder.finish(`INSERT INTO stored_list (ws, list, build, people)
SELECT ${binder.bind(ctx.workspace.number, "UInt32")}, ${binder.bind(listId, "String")}, ${binder.bind(build, "String")}, ${people}`),
	);
}

const countBuild = defineQuery({
	name: "segments.count_list",
	row: z.object({ size: z.coerce.number() }),
	build: ({ listId, scope }: { listId: string; scope: CompileScope }) => {
		const binder = new SqlBinder();
		const people = listedPeopleSql(listId, binder, scope);
		return binder.finish(`SELECT bitmapAndCardinality(${universeSql(binder, scope)}, ${people}) AS size`);
	},
});

async function copyBuild(ctx: Context, listId: string, from: string, to: string): Promise<void> {
	const binder = new SqlBinder();
	await runSql(
		ctx.warehouse,
		"segments.copy_list",
		binder.finish(`INSERT INTO stored_list (ws, list, build, people)
SELECT ws, list, ${binder.bind(to, "String")}, people FROM stored_list
WHERE ws = ${binder.bind(ctx.workspace.number, "UInt32")} AND list = ${binder.bind(listId, "String")} AND build = ${binder.bind(from, "String")}`),
	);
}

async function dropOtherBuilds(ctx: Context, listId: string, kept: string[]): Promise<void> {
	const binder = new SqlBinder();
	await runSql(
		ctx.warehouse,
		"segments.drop_list_builds",
		binder.finish(`DELETE FROM stored_list WHERE ws = ${binder.bind(ctx.workspace.number, "UInt32")}
AND list = ${binder.bind(listId, "String")} AND NOT has(${binder.bind(kept, "Array(String)")}, build)`),
	);
}

/**
 * The switch: from here on a list's readers see the people of a build, and with `isAppending` also the
 * previous ones. The caller makes the segments that name the list follow. May run again after a crash.
 */
export async function serveBuild(
	ctx: Context,
	{ listId, build }: Build,
	{ isAppending, unmatched, asOf }: { isAppending: boolean; unmatched: number | null; asOf: Date },
): Promise<void> {
	// An empty build has a row too: one without any row was never created.
	await addToBuild(ctx, { listId, build }, []);
	const before = await ctx.db.storedList.findUniqueOrThrow({ where: { id: listId } });
	if (isAppending && before.build !== null && before.build !== build) {
		await copyBuild(ctx, listId, before.build, build);
	}
	const scope = { ...(await scopeOf(ctx, new Date())), lists: new Map([[listId, build]]) };
	const [counted] = await countBuild(ctx.warehouse, { listId, scope });
	if (!counted) throw new Error("The warehouse gave no count");
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.storedList.updateMany({
			where: { id: listId, build: before.build },
			data: {
				build,
				size: counted.size,
				unmatched,
				asOf,
				staleReason: null,
				nextTryAt: null,
				updatedAt: new Date(),
			},
		});
		if (count === 0) throw new AppError("conflict", "Another file changed this list.", { retryable: true });
		if (before.build !== build) {
			await recordAudit(tx, ctx, "list.built", listId, { size: counted.size, unmatched });
		}
	});
	// The previous one may still be read by a running query.
	await dropOtherBuilds(ctx, listId, [build, ...(before.build === null ? [] : [before.build])]);
}
