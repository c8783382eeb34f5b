import { findRecorded, maxTouched, type Recorded } from "@/lib/rules/server/find-recorded";
import type { LiveTrait } from "@/lib/traits/server/trait-row";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * People whose computed values may have changed by rows recorded since an instant, for all kinds of traits;
 * null when there are too many to compute one by one. Rows written by the computed traits `live` do not
 * count.
 */
export async function findTraitPeople(
	ctx: Context,
	live: readonly LiveTrait[],
	recordedFrom: Date,
): Promise<Recorded | null> {
	const own = new Set(live.map(({ name }) => name));
	const definitions = await ctx.db.traitDefinition.findMany({
		where: { workspaceNumber: ctx.workspace.number },
		select: { name: true },
	});
	const needs = {
		events: "all" as const,
		traits: definitions.map(({ name }) => name).filter((name) => !own.has(name)),
		purposes: [],
		segments: [],
	};
	const now = ctx.now.getTime();
	const span = { from: now, to: now, recordedFrom: recordedFrom.getTime(), recordedTo: Date.now() };
	const found = await findRecorded(ctx, needs, span);
	return found.count > maxTouched ? null : found;
}
