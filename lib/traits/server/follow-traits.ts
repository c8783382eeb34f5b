import { askForTraits } from "@/lib/traits/server/enqueue-due-traits";
import { findTraitPeople } from "@/lib/traits/server/find-trait-people";
import { refreshTraits } from "@/lib/traits/server/refresh-traits";
import { readLiveTraits } from "@/lib/traits/server/trait-row";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Recomputes the computed traits of people with rows recorded since an instant, so that segments see them in the same
 * tick; of too many, asks for a run of all. What time alone changes is left to the hourly run. Answers how many people
 * were looked at.
 */
export async function followTraits(ctx: Context, recordedFrom: Date): Promise<number> {
	const live = await readLiveTraits(ctx);
	if (live.length === 0) return 0;
	const people = await findTraitPeople(ctx, live, recordedFrom);
	if (people === null) {
		await askForTraits(ctx.workspace.id);
		return 0;
	}
	if (people.length > 0) await refreshTraits(ctx, { people });
	return people.length;
}
