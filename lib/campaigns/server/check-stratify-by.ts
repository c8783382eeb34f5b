import { readTraitType } from "@/lib/holdouts/server/read-trait-type";
import { type StratifyBy, stratifyTypes } from "@/lib/holdouts/stratify-by";
import type { Issue } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";

/** Why the people of a launch cannot be balanced by a trait: there is none of this name, or it is of another type. */
export async function checkStratifyBy(
	ctx: Context,
	db: Transaction,
	chosen: StratifyBy | null,
): Promise<Issue[]> {
	if (chosen?.by !== "trait") return [];
	const path = "stratifyBy.trait";
	const type = await readTraitType(ctx, db, chosen.trait);
	if (type === null) return [{ path, message: `There is no trait "${chosen.trait}" in this workspace.` }];
	return stratifyTypes.some((one) => one === type)
		? []
		: [{ path, message: `"${chosen.trait}" is neither text, yes/no nor a number. Choose another trait.` }];
}
