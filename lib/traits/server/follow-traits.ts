import { SeenRows } from "@/lib/rules/server/seen-rows";
import { settleWhile } from "@/lib/rules/server/settle-while";
import { requestTraits } from "@/lib/traits/server/enqueue-due-traits";
import { findTraitPeople } from "@/lib/traits/server/find-trait-people";
import { refreshTraits } from "@/lib/traits/server/refresh-traits";
import { readLiveTraits } from "@/lib/traits/server/trait-row";
import type { Context } from "@/lib/workspaces/server/context";

const seenRows = new SeenRows();

/**
 * Recomputes the computed traits of people with rows recorded since an instant, so that segments see them in the same
 * tick; of too many, asks for a run of all. What time alone changes is left to the hourly run. Answers how many people
 * were looked at.
 */
export async function followTraits(ctx: Context, recordedFrom: Date): Promise<number> {
	const live = await readLiveTraits(ctx);
	if (live.length === 0) return 0;
	const { wholeUpTo } = await settleWhile(
		ctx,
		async () => null,
		// Values that are computed are not among the rows that are looked at.
		async () => 0,
	);
	const found = await findTraitPeople(ctx, live, recordedFrom);
	if (found === null) {
		await requestTraits(ctx.workspace.id);
		return 0;
	}
	// A run for everyone moves a trait's instant: what it has not seen is looked at anew.
	const followers = new Map(
		live.map(({ trait }) => [
			trait.id,
			`${trait.currentVersion} ${trait.servedVersion} ${trait.asOf?.getTime()}`,
		]),
	);
	const people = [...seenRows.unseen(ctx.workspace.id, followers, found).keys()];
	seenRows.forget(ctx.workspace.id);
	if (people.length > 0) await refreshTraits(ctx, { people });
	seenRows.remember(ctx.workspace.id, followers, found.rows.values(), wholeUpTo);
	return people.length;
}
