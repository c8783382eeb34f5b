import { z } from "zod";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";
import type { Context } from "@/lib/workspaces/server/context";

/** Removes what a failed or dead refresh had logged of a segment: no one has seen it. */
export async function forgetLogged(
	ctx: Context,
	logged: readonly { segmentId: string; servedAt: Date }[],
): Promise<void> {
	await forget(
		ctx,
		logged.map(({ segmentId, servedAt }) => ({ segmentId, instant: servedAt, is: "=" })),
	);
}

/** Removes log rows of some segments later than what is served of them. */
export async function discardUnserved(ctx: Context, served: readonly ServedPointer[]): Promise<void> {
	await forget(
		ctx,
		served.map(({ segmentId, servedAt }) => ({ segmentId, instant: servedAt, is: ">" })),
	);
}

type Rows = { segmentId: string; instant: Date; is: "=" | ">" };

async function forget(ctx: Context, rows: readonly Rows[]): Promise<void> {
	if (rows.length === 0) return;
	const [found] = await countLogged(ctx.warehouse, { ws: ctx.workspace.number, rows });
	// A deletion is expensive, and usually there is nothing to delete.
	if (found?.n === 0) return;
	await runSql(ctx.warehouse, "segments.forget_logged", logged("DELETE", ctx.workspace.number, rows));
}

const countLogged = defineQuery({
	name: "segments.count_unserved",
	row: z.object({ n: z.coerce.number() }),
	build: ({ ws, rows }: { ws: number; rows: readonly Rows[] }) => logged("SELECT count() AS n", ws, rows),
});

function logged(what: "DELETE" | "SELECT count() AS n", ws: number, rows: readonly Rows[]): BoundSql {
	const binder = new SqlBinder();
	const any = rows.map(
		({ segmentId, instant, is }) =>
			`(segment = ${binder.bind(segmentId, "String")} AND served_at ${is} ${binder.bindInstant(instant)})`,
	);
	return binder.finish(
		`${what} FROM membership_change WHERE ws = ${binder.bind(ws, "UInt32")} AND (${any.join(" OR ")})`,
	);
}
