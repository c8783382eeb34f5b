import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import { exclusionProblem } from "@/lib/syncs/exclusion-problem";
import type { Context } from "@/lib/workspaces/server/context";

export type Exclusion = {
	segmentId: string;
	name: string;
	/** What is served of it; null when nothing ever was. */
	served: ServedPointer | null;
	/** Why its people are not known for certain; null when they are. */
	problem: string | null;
};

/** The segments whose members syncs keep out, by id; those that no longer exist too. */
export async function readExclusions(
	ctx: Pick<Context, "db" | "workspace">,
	segmentIds: readonly string[],
): Promise<Map<string, Exclusion>> {
	if (segmentIds.length === 0) return new Map();
	const rows = await ctx.db.segment.findMany({
		where: { workspaceId: ctx.workspace.id, id: { in: [...new Set(segmentIds)] } },
		select: { ...pointerColumns, name: true, archivedAt: true, staleReason: true },
	});
	const byId = new Map(rows.map((row) => [row.id, row]));
	return new Map(
		segmentIds.map((segmentId) => {
			const row = byId.get(segmentId) ?? null;
			return [
				segmentId,
				{
					segmentId,
					name: row?.name ?? "a deleted segment",
					served: row && toPointer(row),
					problem: exclusionProblem(row),
				},
			];
		}),
	);
}

/** The exclusions of one sync, in their order. */
export function exclusionsOf(
	sync: { excludedSegmentIds: readonly string[] },
	known: ReadonlyMap<string, Exclusion>,
): Exclusion[] {
	return sync.excludedSegmentIds.flatMap((id) => known.get(id) ?? []);
}
