import type { refreshTraitsJob } from "@/jobs/traits/refresh-workspace";
import { database } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { isTraitDue } from "@/lib/traits/is-trait-due";

/** Enqueues a recomputation of all computed traits of a workspace. A waiting one is enough. */
export async function requestTraits(workspaceId: string): Promise<void> {
	await enqueue<typeof refreshTraitsJob>(
		"traits.refresh-workspace",
		{ workspaceId },
		{ key: `traits:${workspaceId}`, joinsWaiting: true },
	);
}

/** Enqueues a recomputation in every workspace with a due computed trait. Returns how many workspaces. */
export async function enqueueDueTraits(now: Date): Promise<{ workspaces: number }> {
	const workspaces = await database().workspace.findMany({
		where: { computedTraits: { some: { archivedAt: null } } },
		select: {
			id: true,
			timeZone: true,
			computedTraits: {
				where: { archivedAt: null },
				select: {
					kind: true,
					asOf: true,
					servedVersion: true,
					currentVersion: true,
					staleReason: true,
					nextTryAt: true,
				},
			},
		},
		orderBy: { id: "asc" },
	});
	let due = 0;
	for (const { id, timeZone, computedTraits } of workspaces) {
		if (!computedTraits.some((trait) => isTraitDue(trait, now, timeZone))) continue;
		await requestTraits(id);
		due += 1;
	}
	return { workspaces: due };
}
