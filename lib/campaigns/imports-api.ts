import { z } from "zod";
import { campaignMapping } from "@/lib/campaigns/import-mapping";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { fileFormat } from "@/lib/sources/files/import-mapping";

const importParams = z.object({ importId: idSchema("imp") });

/** Finished campaigns from files. Apart from the others: how a file is read is much, and only its own page needs it. */
export const campaignImportsApi = {
	armValues: defineApi({
		method: "POST",
		path: "/campaigns/imports/{importId}/values",
		summary: "Values of one column of an uploaded campaign file, with their rows",
		allow: "campaigns.write",
		params: importParams,
		body: z.object({ file: fileFormat, column: z.number().int().min(0).max(999) }),
		output: z.object({ items: z.array(z.object({ value: z.string(), rows: z.number().int() })) }),
	}),
	startImport: defineApi({
		method: "POST",
		path: "/campaigns/imports/{importId}/start",
		summary: "Import an uploaded file as a finished campaign with its groups and outcomes",
		allow: "campaigns.write",
		params: importParams,
		body: z.object({ mapping: campaignMapping }),
		output: z.object({ importId: idSchema("imp"), campaignId: idSchema("cmp") }),
		status: 202,
	}),
};
