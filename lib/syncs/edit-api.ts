import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { syncDetail } from "@/lib/syncs/contracts";
import { createSyncInput, updateSyncInput } from "@/lib/syncs/edit-contracts";

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
};
