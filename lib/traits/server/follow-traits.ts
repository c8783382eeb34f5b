import { SeenRows } from "@/lib/rules/server/seen-rows";
import { settleWhile } from "@/lib/rules/server/settle-while";
import { requestTraits } from "@/lib/traits/server/enqueue-due-traits";
import { findTraitPeople } from "@/lib/traits/server/find-trait-people";
import { refreshTraits } from "@/lib/traits/server/refresh-traits";
import { readLiveTraits } from "@/lib/traits/server/trait-row";
import type { Context } from "@/lib/workspaces/server/context";

const seenRows = new SeenRows();

/**
 * Recomputes the computed traits of people with rows recorded since an instant, so that segments see them in
 * the same tick; for too many people, enqueues a full run. Changes caused by time alone are left to the
 * hourly run. Returns how many people were checked.
 */
export async function followTraits(ctx: Context, recordedFrom: Date): Promise<number> {
	const live = await readLiveTraits(ctx);
	if (live.length === 0) return 0;
	const { wholeUpTo } = await settleWhile(
		ctx,
		async () => null,
		// Computed values are not among the rows that are read.
		async () => 0,
	);
	const found = await findTraitPeople(ctx, live, recordedFrom);
	if (found === null) {
		await requestTraits(ctx.workspace.id);
		return 0;
	}
	// A full run moves a trait's instant: rows it has not seen are read again.
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
