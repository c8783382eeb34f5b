import { AppError } from "@/lib/kernel/app-error";
import type { TraitDetail } from "@/lib/traits/contracts";
import { getTrait } from "@/lib/traits/server/get-trait";
import { refreshTraits } from "@/lib/traits/server/refresh-traits";
import { requireTrait } from "@/lib/traits/server/trait-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Recomputes one trait for everyone, after the traits it depends on. */
export async function refreshTrait(ctx: Context, traitId: string): Promise<TraitDetail> {
	allow(ctx, "traits.write");
	const { archivedAt } = await requireTrait(ctx, ctx.db, traitId);
	if (archivedAt) throw new AppError("precondition", "An archived trait is not computed.");
	await refreshTraits(ctx, { people: "all" }, { only: [traitId] });
	return getTrait(ctx, traitId);
}
