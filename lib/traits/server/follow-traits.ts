import { findTouched } from "@/lib/segments/server/find-touched";
import { refreshTraits } from "@/lib/traits/server/refresh-traits";
import { readLiveTraits } from "@/lib/traits/server/trait-row";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Recomputes the computed traits of people with rows recorded since an instant, so that segments see them in the same
 * tick. What time alone changes is left to the hourly run. Answers how many people that were.
 */
export async function followTraits(ctx: Context, recordedFrom: Date): Promise<number> {
	const live = await readLiveTraits(ctx);
	if (live.length === 0) return 0;
	const own = new Set(live.map(({ name }) => name));
	const definitions = await ctx.db.traitDefinition.findMany({
		where: { workspaceNumber: ctx.workspace.number },
		select: { name: true },
	});
	const needs = {
		events: "all" as const,
		properties: [],
		traits: definitions.map(({ name }) => name).filter((name) => !own.has(name)),
		purposes: [],
		segments: [],
		sets: [],
		eventEdges: [],
		traitEdges: [],
	};
	const now = ctx.now.getTime();
	const span = { from: now, to: now, recordedFrom: recordedFrom.getTime(), recordedTo: Date.now() };
	const people = [...(await findTouched(ctx, needs, span)).data];
	if (people.length > 0) await refreshTraits(ctx, { people });
	return people.length;
}
