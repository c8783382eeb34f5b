import { AppError, type Issue } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import { maxInGroup } from "@/lib/syncs/edit-contracts";
import type { Context } from "@/lib/workspaces/server/context";

export type ScopeInput = {
	excludedSegmentIds?: readonly string[] | undefined;
	stopsOnConversion?: boolean | undefined;
	keepsHoldouts?: boolean | undefined;
	reachesGlobalHoldout?: boolean | undefined;
	priorityGroup?: string | null | undefined;
	priority?: number | null | undefined;
};

/**
 * Checks what narrows a sync's people and returns the columns to write, only those given. `sync` is what is
 * stored, or is about to be. Throws with every problem, by field.
 */
export async function checkScopeInput(
	ctx: Pick<Context, "workspace"> & { db: Pick<Transaction, "segment" | "sync"> },
	given: ScopeInput,
	sync: {
		id: string | null;
		segmentId: string;
		destinationId: string;
		campaign: { goalEvent: string | null } | null;
		audienceUse: string;
		priorityGroup: string | null;
		priority: number | null;
		excludedSegmentIds: readonly string[];
	},
): Promise<{
	excludedSegmentIds?: string[];
	stopsOnConversion?: boolean;
	keepsHoldouts?: boolean;
	reachesGlobalHoldout?: boolean;
	priorityGroup?: string | null;
	priority?: number | null;
}> {
	const issues: Issue[] = [];
	const excludedSegmentIds = given.excludedSegmentIds && [...new Set(given.excludedSegmentIds)];
	if (excludedSegmentIds && excludedSegmentIds.length > 0) {
		const known = await ctx.db.segment.findMany({
			where: { campaignId: null, workspaceId: ctx.workspace.id, id: { in: excludedSegmentIds } },
			select: { id: true, name: true, archivedAt: true },
		});
		for (const [index, id] of excludedSegmentIds.entries()) {
			const path = `excludedSegmentIds.${index}`;
			if (id === sync.segmentId)
				issues.push({ path, message: "A sync cannot exclude the segment it delivers." });
			// What is kept out already may stay: it says itself what is wrong with it.
			else if (!sync.excludedSegmentIds.includes(id)) {
				const segment = known.find((one) => one.id === id);
				if (!segment) issues.push({ path, message: "This segment does not exist." });
				else if (segment.archivedAt !== null)
					issues.push({ path, message: `“${segment.name}” was archived. Restore it first.` });
			}
		}
	}
	if (given.stopsOnConversion && sync.campaign === null) {
		issues.push({
			path: "stopsOnConversion",
			message: "Only the sync of a campaign can stop on conversion.",
		});
	} else if (given.stopsOnConversion && !sync.campaign?.goalEvent) {
		issues.push({ path: "stopsOnConversion", message: "The campaign has no goal yet. Choose one first." });
	}
	if (given.keepsHoldouts && sync.campaign !== null) {
		issues.push({ path: "keepsHoldouts", message: "The sync of a campaign holds out its own people." });
	} else if (given.keepsHoldouts && sync.audienceUse === "exclude") {
		issues.push({
			path: "keepsHoldouts",
			message: "Left out of a list that your ads exclude, held-out people would be shown the ads.",
		});
	}
	if (given.reachesGlobalHoldout && sync.campaign !== null) {
		issues.push({
			path: "reachesGlobalHoldout",
			message: "No campaign reaches people of the global holdout. Release them in the settings first.",
		});
	}
	const group = given.priorityGroup === undefined ? sync.priorityGroup : given.priorityGroup;
	const place = given.priority === undefined ? sync.priority : given.priority;
	if (group !== null && place === null) {
		issues.push({ path: "priority", message: "A place in the group is needed; 1 comes first." });
	} else if (group === null && place !== null && given.priority !== undefined && given.priority !== null) {
		issues.push({ path: "priorityGroup", message: "A place needs the group it is in." });
	}
	if (group !== null && group !== sync.priorityGroup) {
		const others = await ctx.db.sync.count({
			where: {
				destinationId: sync.destinationId,
				priorityGroup: group,
				archivedAt: null,
				...(sync.id === null ? {} : { id: { not: sync.id } }),
			},
		});
		if (others >= maxInGroup)
			issues.push({ path: "priorityGroup", message: `A group has at most ${maxInGroup} syncs.` });
	}
	if (issues.length > 0)
		throw new AppError("invalid", issues[0]?.message ?? "This cannot be saved.", { issues });
	return {
		...(excludedSegmentIds ? { excludedSegmentIds } : {}),
		...(given.stopsOnConversion === undefined ? {} : { stopsOnConversion: given.stopsOnConversion }),
		...(given.keepsHoldouts === undefined ? {} : { keepsHoldouts: given.keepsHoldouts }),
		...(given.reachesGlobalHoldout === undefined ? {} : { reachesGlobalHoldout: given.reachesGlobalHoldout }),
		// Without a group a place means nothing.
		...(given.priorityGroup === undefined && given.priority === undefined
			? {}
			: { priorityGroup: group, priority: group === null ? null : place }),
	};
}
