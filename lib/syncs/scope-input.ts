import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { visibleText } from "@/lib/kernel/visible-text";

/** What narrows a sync's people, as fields of a request. */
export const scopeInput = {
	/** Segments whose members are kept out. While one of them is not up to date, no one is added. */
	excludedSegmentIds: z.array(idSchema("seg")).max(20, "at most 20 excluded segments"),
	/** Of a campaign's sync: people who converted are sent no more, and removed with the next run. */
	stopsOnConversion: z.boolean(),
	/** Of a sync without a campaign: whoever a running campaign holds out is held out here too. */
	keepsHoldouts: z.boolean(),
	/** Of a sync without a campaign: people of the global holdout are sent all the same, such as receipts or a recall. */
	reachesGlobalHoldout: z.boolean(),
	/** Name of a group of syncs at one destination; null for none. */
	priorityGroup: visibleText("A name is needed", 60).nullable(),
	/** Place in the group; 1 comes first. */
	priority: z.number().int().min(1, "1 or more").max(100, "at most 100").nullable(),
};
