import { copyName } from "@/lib/kernel/copy-name";
import { type SyncDetail, syncView } from "@/lib/syncs/contracts";
import { readGuards } from "@/lib/syncs/decide-guard";
import { mapping } from "@/lib/syncs/mapping/contracts";
import { createSync } from "@/lib/syncs/server/create-sync";
import { findSync } from "@/lib/syncs/server/open-sync";
import { syncSchedule } from "@/lib/syncs/sync-settings";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The same people to the same destination, into a separate audience there. Paused: nothing is sent before
 * someone resumes it. The copy of a campaign's sync leaves out the same held-out people, and that of a variant's delivers the same variant.
 */
export async function duplicateSync(ctx: Context, syncId: string): Promise<SyncDetail> {
	allow(ctx, "syncs.write");
	const sync = await findSync(ctx, syncId);
	return await createSync(
		ctx,
		{
			segmentId: sync.segmentId,
			destinationId: sync.destinationId,
			...(sync.campaignId === null ? {} : { campaignId: sync.campaignId }),
			...(sync.variantKey === null ? {} : { variantKey: sync.variantKey }),
			identifierKinds: sync.identifierKinds,
			name: copyName(sync.name, 100),
			schedule: syncSchedule.parse(sync.schedule),
			guards: readGuards(sync.guards),
			purpose: sync.purpose,
			mapping: mapping.parse(sync.mapping ?? []),
			valuesShareCurrency: sync.valuesShareCurrency,
			mode: syncView.shape.mode.parse(sync.mode),
			content: syncView.shape.content.parse(sync.content),
			use: syncView.shape.use.parse(sync.audienceUse),
			excludedSegmentIds: sync.excludedSegmentIds,
			stopsOnConversion: sync.stopsOnConversion,
			keepsHoldouts: sync.keepsHoldouts,
			reachesGlobalHoldout: sync.reachesGlobalHoldout,
			priorityGroup: sync.priorityGroup,
			priority: sync.priority,
		},
		{ copyOf: syncId },
	);
}
