import { findRecorded, maxTouched, type Recorded } from "@/lib/rules/server/find-recorded";
import type { LiveTrait } from "@/lib/traits/server/trait-row";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Whose computed values rows recorded since an instant may have changed, whatever the traits are made of; null when
 * those are more than can be looked at one by one. What the computed traits `live` wrote themselves does not count.
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
