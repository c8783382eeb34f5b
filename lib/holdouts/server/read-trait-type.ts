import type { Transaction } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";

/** The type of a trait of the workspace; null where there is none of this name. */
export async function readTraitType(ctx: Context, db: Transaction, name: string): Promise<string | null> {
	const found = await db.traitDefinition.findFirst({
		where: { workspaceNumber: ctx.workspace.number, name },
		select: { type: true },
	});
	return found?.type ?? null;
}
