import { z } from "zod";
import { syncContents, syncModes } from "@/lib/destinations/what-is-sent";
import { idSchema } from "@/lib/kernel/ids";
import { visibleText } from "@/lib/kernel/visible-text";
import { mapping } from "@/lib/syncs/mapping/contracts";
import { scopeInput } from "@/lib/syncs/scope-input";
import { audienceUses, syncGuards, syncSchedule } from "@/lib/syncs/sync-settings";

const syncName = visibleText("A name is needed", 100);

/** What is sent about a person, and how the audience follows the segment. */
const whatIsSent = {
	/** Fields at the destination and where their values come from. */
	mapping: mapping.optional(),
	mode: z.enum(syncModes).optional(),
	/** Both with a mapping, membership without one, unless given. */
	content: z.enum(syncContents).optional(),
	use: z.enum(audienceUses).optional(),
	/** Confirms that a mapped customer value is in one currency for everyone, where people have several. */
	valuesShareCurrency: z.boolean().optional(),
};

export const createSyncInput = z.strictObject({
	name: syncName.optional(),
	segmentId: idSchema("seg"),
	destinationId: idSchema("dst"),
	campaignId: idSchema("cmp").optional(),
	/** Of a campaign with variants: only the people of this one; all treated people unless given. */
	variantKey: z.string().max(10).optional(),
	/** Kinds of the network, e.g. email; all of them unless given. Fixed for the life of the audience. */
	identifierKinds: z.array(z.string().max(40)).min(1, "Choose at least one identifier").max(10).optional(),
	schedule: syncSchedule.default({ kind: "interval", everyMinutes: 60 }),
	...whatIsSent,
	/** The usual limits apply where none is given. */
	guards: syncGuards.partial().default({}),
	/** Consent that people must have given, one the network is used for; its usual one unless given. */
	purpose: z.string().max(40).optional(),
	excludedSegmentIds: scopeInput.excludedSegmentIds.default([]),
	stopsOnConversion: scopeInput.stopsOnConversion.default(false),
	/** Unless given: yes, except for a campaign's sync and for people to exclude from ads. */
	keepsHoldouts: scopeInput.keepsHoldouts.optional(),
	reachesGlobalHoldout: scopeInput.reachesGlobalHoldout.default(false),
	priorityGroup: scopeInput.priorityGroup.default(null),
	priority: scopeInput.priority.default(null),
});
export type CreateSyncInput = z.input<typeof createSyncInput>;

export const updateSyncInput = z.strictObject({
	name: syncName.optional(),
	schedule: syncSchedule.optional(),
	...whatIsSent,
	/** Only the limits that are given change. */
	guards: syncGuards.partial().optional(),
	excludedSegmentIds: scopeInput.excludedSegmentIds.optional(),
	stopsOnConversion: scopeInput.stopsOnConversion.optional(),
	keepsHoldouts: scopeInput.keepsHoldouts.optional(),
	reachesGlobalHoldout: scopeInput.reachesGlobalHoldout.optional(),
	priorityGroup: scopeInput.priorityGroup.optional(),
	priority: scopeInput.priority.optional(),
	/**
	 * What changes, as its author saw it. A field that is another one by now is a conflict, and nothing is changed; one
	 * that is not given here is overwritten.
	 */
	before: z
		.strictObject({
			schedule: syncSchedule,
			mapping,
			mode: z.enum(syncModes),
			guards: syncGuards,
			excludedSegmentIds: scopeInput.excludedSegmentIds,
			stopsOnConversion: scopeInput.stopsOnConversion,
			keepsHoldouts: scopeInput.keepsHoldouts,
			reachesGlobalHoldout: scopeInput.reachesGlobalHoldout,
			priorityGroup: scopeInput.priorityGroup,
			priority: scopeInput.priority,
		})
		.partial()
		.optional(),
});
export type UpdateSyncInput = z.output<typeof updateSyncInput>;

/** Most syncs in one priority group. */
export const maxInGroup = 20;
const order = z.array(idSchema("syn")).max(maxInGroup, `at most ${maxInGroup} syncs`);

export const orderSyncsInput = z.strictObject({
	destinationId: idSchema("dst"),
	priorityGroup: visibleText("A name is needed", 60),
	/** All of the group from now on, the one that comes first at the front; none dissolves it. */
	syncIds: order,
	/** The same as it was when someone began to change it. */
	before: order,
});
export type OrderSyncsInput = z.output<typeof orderSyncsInput>;
