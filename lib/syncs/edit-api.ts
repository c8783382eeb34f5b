import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf } from "@/lib/kernel/page";
import { syncDetail, syncView } from "@/lib/syncs/contracts";
import { createSyncInput, orderSyncsInput, updateSyncInput } from "@/lib/syncs/edit-contracts";

const params = z.object({ syncId: idSchema("syn") });

/** Creating and changing syncs; apart from `syncsApi`, because its inputs are large and few pages need them. */
export const syncEditApi = {
	create: defineApi({
		method: "POST",
		path: "/syncs",
		summary: "Deliver a segment to a destination; nothing is sent before the first run",
		allow: "syncs.write",
		body: createSyncInput,
		output: syncDetail,
		status: 201,
	}),
	update: defineApi({
		method: "PATCH",
		path: "/syncs/{syncId}",
		summary:
			"Change name, schedule, guards, what is sent, or whom it leaves out: excluded segments, converted people, priority",
		allow: "syncs.write",
		params,
		body: updateSyncInput,
		output: syncDetail,
	}),
	order: defineApi({
		method: "PUT",
		path: "/syncs/order",
		summary: "Set which syncs of a destination are in a priority group, and in what order, all at once",
		allow: "syncs.write",
		body: orderSyncsInput,
		/** The syncs of the destination. */
		output: pageOf(syncView),
	}),
};
