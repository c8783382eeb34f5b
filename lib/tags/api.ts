import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";

export const tagsApi = {
	list: defineApi({
		method: "GET",
		path: "/tags",
		summary: "Tags of the workspace's segments and campaigns, the most used first",
		allow: "segments.read",
		output: z.object({ items: z.array(z.object({ tag: z.string(), uses: z.number().int() })) }),
	}),
};
