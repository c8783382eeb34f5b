import { Prisma } from "@/lib/platform/postgres/generated/client";
import type { Context } from "@/lib/workspaces/server/context";

/** The condition of `hasMerges`, as a Postgres expression. */
export function hasMergesSql(ws: number): Prisma.Sql {
	return Prisma.sql`EXISTS (SELECT 1 FROM profile_merge WHERE workspace_number = ${ws})`;
}

/** Whether any two people of the workspace were ever merged: only then queries map ids to their roots. */
export async function hasMerges(ctx: Pick<Context, "db" | "workspace">): Promise<boolean> {
	const [row] = await ctx.db.$queryRaw<{ hasMerges: boolean }[]>`
		SELECT ${hasMergesSql(ctx.workspace.number)} AS "hasMerges"`;
	return row?.hasMerges === true;
}
